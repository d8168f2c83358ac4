// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "cli/completion.h"

namespace nanonas::cli {
namespace {

std::string quoted(const std::string& text) {
    std::string result = "'";
    for (const char c : text) {
        if (c == '\'' || c == '\\') result += '\\';
        result += c;
    }
    return result + "'";
}

std::string value_of(const OptionText& option) {
    switch (option.kind) {
        case ValueKind::none:
            return "";
        case ValueKind::choice:
        case ValueKind::target:
            return fmt::format(" -x -a '{}'", fmt::join(option.choices, " "));
        case ValueKind::folder:
            return " -x -a '(__fish_complete_directories)'";
        case ValueKind::file:
            return " -r -F";
        case ValueKind::text:
            return " -x";
    }
    return "";
}

std::string line_of(const OptionText& option, const std::string& condition) {
    std::string text = "complete -c nanonas -n " + quoted(condition);
    if (option.by_place()) {
        text += option.kind == ValueKind::file ? " -F" : value_of(option);
    } else {
        for (const std::string& name : option.names) {
            const bool is_long = name.starts_with("--");
            text += fmt::format(" {} {}", is_long ? "-l" : "-s", name.substr(is_long ? 2 : 1));
        }
        text += value_of(option) + " -d " + quoted(option.what);
    }
    return text + "\n";
}

}  // namespace

std::string fish_completion(const CommandTree& tree) {
    const std::string none_yet = "__fish_use_subcommand";
    std::string text =
        "# Completes nanonas in fish. Load it with: nanonas completion fish | source\ncomplete -c nanonas "
        "-f\n";
    for (const OptionText& option : tree.options) text += line_of(option, none_yet);
    for (const CommandText& command : tree.commands) {
        text += fmt::format("complete -c nanonas -n {} -a {} -d {}\n", none_yet, command.name,
                            quoted(command.what));
        const std::string chosen = "__fish_seen_subcommand_from " + command.name;
        for (const OptionText& option : command.options) text += line_of(option, chosen);
    }
    return text;
}

}  // namespace nanonas::cli
