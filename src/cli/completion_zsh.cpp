// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "cli/completion.h"

namespace nanonas::cli {
namespace {

constexpr const char* script = R"(#compdef nanonas
# Completes nanonas in zsh. Load it with: source <(nanonas completion zsh)
_nanonas() {{
    if (( CURRENT == 2 )); then
        local -a commands=(
{commands}        )
        _describe command commands
        _arguments{options}
        return
    fi
    local command=$words[2]
    shift words
    (( CURRENT-- ))
    case $command in
{cases}    esac
}}
if [[ $funcstack[1] == _nanonas ]]; then
    _nanonas "$@"
else
    compdef _nanonas nanonas
fi
)";

// Within single quotes, a part of a specification of _arguments or _describe.
std::string escaped(const std::string& text) {
    std::string result;
    for (const char c : text) {
        if (c == '\'') {
            result += "'\\''";
            continue;
        }
        if (c == ':' || c == '[' || c == ']' || c == '\\') result += '\\';
        result += c;
    }
    return result;
}

std::string action(const OptionText& option) {
    switch (option.kind) {
        case ValueKind::choice:
        case ValueKind::target:
            return fmt::format("({})", fmt::join(option.choices, " "));
        case ValueKind::folder:
            return "_files -/";
        case ValueKind::file:
            return "_files";
        default:
            return " ";
    }
}

std::string specifications(const std::vector<OptionText>& options) {
    std::string text;
    for (const OptionText& option : options) {
        if (option.by_place()) {
            text += fmt::format(" \\\n                '{}:{}:{}'", option.many ? "*" : "",
                                escaped(option.names.front()), action(option));
            continue;
        }
        for (const std::string& name : option.names) {
            const bool takes = option.kind != ValueKind::none;
            text += fmt::format(" \\\n                '{}{}{}[{}]{}'", option.many ? "*" : "", name,
                                takes && name.starts_with("--") ? "=" : "", escaped(option.what),
                                takes ? fmt::format(":{}:{}", escaped(name), action(option)) : "");
        }
    }
    return text;
}

}  // namespace

std::string zsh_completion(const CommandTree& tree) {
    std::string commands, cases;
    for (const CommandText& command : tree.commands) {
        commands += fmt::format("            '{}:{}'\n", command.name, escaped(command.what));
        cases += fmt::format("        {})\n            _arguments{} ;;\n", command.name,
                             specifications(command.options));
    }
    return fmt::format(script, fmt::arg("commands", commands),
                       fmt::arg("options", specifications(tree.options)), fmt::arg("cases", cases));
}

}  // namespace nanonas::cli
