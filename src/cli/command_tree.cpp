// SPDX-License-Identifier: MIT
#include "cli/command_tree.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>

#include "nanonas/targets.h"

namespace nanonas::cli {
namespace {

constexpr std::string_view example_headline = "Example:\n  ";

// "{a,b}" or "TEXT:value in {a->1,b->2} OR {1,2}", as CLI11 writes what it checks.
std::vector<std::string> choices_of(std::string_view type) {
    std::vector<std::string> choices;
    const std::size_t begin = type.find('{'), end = type.find('}', begin);
    if (begin == std::string_view::npos || end == std::string_view::npos) return choices;
    std::string_view list = type.substr(begin + 1, end - begin - 1);
    while (!list.empty()) {
        const std::string_view entry = list.substr(0, list.find(','));
        choices.emplace_back(entry.substr(0, entry.find("->")));
        list.remove_prefix(std::min(list.size(), entry.size() + 1));
    }
    return choices;
}

std::vector<std::string> target_names() {
    std::vector<std::string> names;
    for (const Target& target : builtin_targets()) names.push_back(target.name);
    return names;
}

void set_value(OptionText& text, const std::string& type) {
    text.choices = choices_of(type);
    text.value = text.by_place() ? text.names.front() : type.substr(0, type.find(':'));
    const auto is_one_of = [&](std::initializer_list<const char*> names) {
        return std::find(names.begin(), names.end(), text.value) != names.end();
    };
    if (!text.choices.empty()) {
        text.kind = ValueKind::choice;
        text.value = fmt::format("{{{}}}", fmt::join(text.choices, ","));
    } else if (text.value == "TARGET") {
        text.kind = ValueKind::target;
        text.choices = target_names();
    } else if (is_one_of({"DIR", "RUN"})) {
        text.kind = ValueKind::folder;
    } else if (is_one_of({"FILE", "MODEL", "IMAGE"})) {
        text.kind = ValueKind::file;
    } else {
        text.kind = ValueKind::text;
    }
}

OptionText text_of(const CLI::Option& option) {
    OptionText text;
    for (const std::string& name : option.get_snames()) text.names.push_back("-" + name);
    for (const std::string& name : option.get_lnames()) text.names.push_back("--" + name);
    if (text.names.empty()) text.names.push_back(option.get_name());
    text.what = option.get_description();
    text.group = option.get_group();
    text.required = option.get_required();
    text.many = option.get_items_expected_max() > 1;
    if (option.get_items_expected_max() > 0) set_value(text, option.get_type_name());
    return text;
}

std::vector<OptionText> options_of(const CLI::App& app) {
    std::vector<OptionText> options;
    for (const CLI::Option* option : app.get_options()) options.push_back(text_of(*option));
    std::stable_partition(options.begin(), options.end(),
                          [](const OptionText& option) { return option.by_place(); });
    return options;
}

}  // namespace

std::string CommandText::usage() const {
    std::string text;
    const auto add = [&](const std::string& word) { text += (text.empty() ? "" : " ") + word; };
    for (const OptionText& option : options) {
        const std::string more = option.many ? "..." : "";
        if (option.by_place()) {
            add(option.required ? option.names.front() + more : "[" + option.names.front() + more + "]");
        } else if (option.required) {
            add(option.names.back() + " " + option.value);
        }
    }
    add("[OPTIONS]");
    return text;
}

CommandTree command_tree(const CLI::App& app) {
    CommandTree tree{app.get_description(), {}, options_of(app)};
    for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
        std::string example = command->get_footer();
        if (example.starts_with(example_headline)) example.erase(0, example_headline.size());
        tree.commands.push_back(
            {command->get_name(), command->get_description(), std::move(example), options_of(*command)});
    }
    return tree;
}

}  // namespace nanonas::cli
