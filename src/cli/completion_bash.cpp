// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "cli/completion.h"

namespace nanonas::cli {
namespace {

constexpr const char* script = R"(# Completes nanonas in bash. Load it with: source <(nanonas completion bash)
_nanonas() {{
    local command=${{COMP_WORDS[1]}} word=${{COMP_WORDS[COMP_CWORD]}} before=${{COMP_WORDS[COMP_CWORD - 1]}}
    COMPREPLY=()
    # Bash takes --option=value for three words.
    if [[ $word == "=" ]]; then
        word=
    elif [[ $before == "=" ]]; then
        before=${{COMP_WORDS[COMP_CWORD - 2]}}
    fi
    if [[ $COMP_CWORD == 1 ]]; then
        COMPREPLY=($(compgen -W "{commands}" -- "$word"))
        return
    fi
    case "$command $before" in
{values}    esac
    local options= places=
    case "$command" in
{options}    esac
    if [[ $word == -* ]]; then
        COMPREPLY=($(compgen -W "$options" -- "$word"))
    elif [[ $places == folder ]]; then
        compopt -o filenames
        mapfile -t COMPREPLY < <(compgen -d -- "$word")
    elif [[ $places == file ]]; then
        compopt -o filenames
        mapfile -t COMPREPLY < <(compgen -f -- "$word")
    else
        COMPREPLY=($(compgen -W "$places" -- "$word"))
    fi
}}
complete -F _nanonas nanonas
)";

std::string all_names(const CommandText& command) {
    std::string text;
    for (const OptionText& option : command.options) {
        if (!option.by_place())
            text += fmt::format("{}{}", text.empty() ? "" : " ", fmt::join(option.names, " "));
    }
    return text;
}

// How the value of an option is completed.
std::string value_case(const CommandText& command, const OptionText& option) {
    std::string pattern;
    for (const std::string& name : option.names)
        pattern += fmt::format("{}\"{} {}\"", pattern.empty() ? "" : " | ", command.name, name);
    const auto line = [&](const std::string& work) {
        return fmt::format("        {})\n            {}\n            return ;;\n", pattern, work);
    };
    switch (option.kind) {
        case ValueKind::none:
            return {};
        case ValueKind::choice:
        case ValueKind::target:
            return line(
                fmt::format("COMPREPLY=($(compgen -W \"{}\" -- \"$word\"))", fmt::join(option.choices, " ")));
        case ValueKind::folder:
            return line(
                "compopt -o filenames\n            mapfile -t COMPREPLY < <(compgen -d -- \"$word\")");
        case ValueKind::file:
            return line(
                "compopt -o filenames\n            mapfile -t COMPREPLY < <(compgen -f -- \"$word\")");
        case ValueKind::text:
            return line(":");
    }
    return {};
}

// What is given by its place: choices, or the kind of path.
std::string places_of(const CommandText& command) {
    std::string places;
    for (const OptionText& option : command.options) {
        if (!option.by_place()) break;
        if (option.kind == ValueKind::choice) return fmt::format("{}", fmt::join(option.choices, " "));
        if (option.kind == ValueKind::file) return "file";
        if (option.kind == ValueKind::folder) places = "folder";
    }
    return places;
}

}  // namespace

std::string bash_completion(const CommandTree& tree) {
    std::string commands, values, options;
    for (const CommandText& command : tree.commands) {
        commands += command.name + " ";
        options += fmt::format("        {})\n            options=\"{}\" places=\"{}\" ;;\n", command.name,
                               all_names(command), places_of(command));
        for (const OptionText& option : command.options) {
            if (!option.by_place()) values += value_case(command, option);
        }
    }
    for (const OptionText& option : tree.options)
        commands += fmt::format("{} ", fmt::join(option.names, " "));
    commands.pop_back();
    return fmt::format(script, fmt::arg("commands", commands), fmt::arg("values", values),
                       fmt::arg("options", options));
}

}  // namespace nanonas::cli
