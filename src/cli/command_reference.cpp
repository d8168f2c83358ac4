// SPDX-License-Identifier: MIT
#include "cli/command_reference.h"

#include <fmt/format.h>

#include <algorithm>

namespace nanonas::cli {
namespace {

// A table's cell: its bars must not end it.
std::string cell(std::string_view text) {
    std::string result;
    for (const char c : text) result += c == '|' ? std::string("\\|") : std::string(1, c);
    return result;
}

std::string row(const OptionText& option) {
    const bool named = !option.by_place() && option.kind != ValueKind::none;
    const std::string value = named ? " " + option.value : "";
    return fmt::format("| `{}{}`{} | {} |\n", fmt::join(option.names, ", "), value,
                       option.required ? ", required" : "", cell(option.what));
}

std::string group_of(const OptionText& option) {
    if (option.by_place()) return "By place";
    return option.group.empty() || option.group == "Options" || option.group == "OPTIONS" ? "Options"
                                                                                          : option.group;
}

// One table for all options, with a line for each group where there are several.
std::string table(const std::vector<OptionText>& options) {
    std::vector<std::string> groups;
    std::string text = "| option | what it does |\n|---|---|\n";
    for (const OptionText& option : options) {
        if (option.names.back() == "--help") continue;  // every command has it
        if (groups.empty() || groups.back() != group_of(option)) {
            groups.push_back(group_of(option));
            text += fmt::format("| *{}* | |\n", cell(groups.back()));
        }
        text += row(option);
    }
    return groups.empty() ? std::string() : text + "\n";
}

// An example may have several lines, set in by two spaces for --help.
std::string code(std::string_view example) {
    std::string text;
    while (!example.empty()) {
        std::string_view line = example.substr(0, example.find('\n'));
        example.remove_prefix(std::min(example.size(), line.size() + 1));
        line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
        text += fmt::format("    {}\n", line);
    }
    return text;
}

}  // namespace

std::string command_reference(const CommandTree& tree) {
    std::string text;
    for (const CommandText& command : tree.commands) {
        text += fmt::format("\n## nanonas {}\n\n{}.\n\n", command.name, command.what);
        text += fmt::format("`nanonas {} {}`\n\n{}", command.name, command.usage(), table(command.options));
        if (!command.example.empty()) text += code(command.example);
    }
    return text;
}

}  // namespace nanonas::cli
