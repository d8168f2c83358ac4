// SPDX-License-Identifier: MIT
#include "codegen/text_template.h"

#include <vector>

namespace nanonas {
namespace {

std::string substitute(std::string_view line, const TemplateValues& values) {
    std::string result;
    for (;;) {
        const std::size_t open = line.find("@{");
        if (open == std::string_view::npos) return result.append(line);
        const std::size_t close = line.find('}', open);
        const auto value = values.texts.find(line.substr(open + 2, close - open - 2));
        result.append(line.substr(0, open));
        result.append(value == values.texts.end() ? line.substr(open, close + 1 - open) : value->second);
        line.remove_prefix(close + 1);
    }
}

bool holds(std::string_view condition, const TemplateValues& values) {
    const bool negated = condition.starts_with('!');
    const auto value = values.conditions.find(condition.substr(negated ? 1 : 0));
    return (value != values.conditions.end() && value->second) != negated;
}

}  // namespace

std::string fill_in(std::string_view text, const TemplateValues& values) {
    std::string result;
    std::vector<bool> shown{true};  // by depth of nesting
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        const std::string_view line = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        if (line.starts_with("@if ")) {
            shown.push_back(shown.back() && holds(line.substr(4), values));
        } else if (line == "@else") {
            shown.back() = !shown.back() && shown[shown.size() - 2];
        } else if (line == "@end") {
            shown.pop_back();
        } else if (shown.back()) {
            result.append(substitute(line, values)).push_back('\n');
        }
    }
    return result;
}

}  // namespace nanonas
