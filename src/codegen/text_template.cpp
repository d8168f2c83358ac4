// SPDX-License-Identifier: MIT
#include "codegen/text_template.h"

#include <vector>

namespace nanonas {
namespace {

Result<std::string> substitute(std::string_view line, const TemplateValues& values) {
    std::string result;
    for (std::string_view rest = line;;) {
        const std::size_t open = rest.find("@{");
        if (open == std::string_view::npos) return result.append(rest);
        const std::size_t close = rest.find('}', open);
        if (close == std::string_view::npos) return failure("A name in the text \"{}\" does not end.", line);
        const std::string_view name = rest.substr(open + 2, close - open - 2);
        const auto value = values.texts.find(name);
        if (value == values.texts.end()) return failure("A text names \"{}\", which has no value.", name);
        result.append(rest.substr(0, open)).append(value->second);
        rest.remove_prefix(close + 1);
    }
}

Result<bool> holds(std::string_view condition, const TemplateValues& values) {
    const bool negated = condition.starts_with('!');
    const std::string_view name = condition.substr(negated ? 1 : 0);
    const auto value = values.conditions.find(name);
    if (value == values.conditions.end()) {
        return failure("A text asks for the condition \"{}\", which has no value.", name);
    }
    return value->second != negated;
}

// Takes a text line by line.
class Filling {
  public:
    explicit Filling(const TemplateValues& values) : values_(values) {}

    Result<void> take(std::string_view line) {
        if (!line.starts_with('@') || line.starts_with("@{")) {
            NANONAS_TRY(const std::string filled, substitute(line, values_));
            if (shown_.back()) text_.append(filled).push_back('\n');
        } else if (line.starts_with("@if ")) {
            NANONAS_TRY(const bool holds_here, holds(line.substr(4), values_));
            shown_.push_back(shown_.back() && holds_here);
        } else if (line == "@else" && shown_.size() > 1) {
            shown_.back() = !shown_.back() && shown_[shown_.size() - 2];
        } else if (line == "@end" && shown_.size() > 1) {
            shown_.pop_back();
        } else {
            return failure("A text has the line \"{}\", which stands for nothing there.", line);
        }
        return {};
    }

    Result<std::string> finish() && {
        if (shown_.size() > 1) return failure("A text begins a condition that it does not end.");
        return std::move(text_);
    }

  private:
    const TemplateValues& values_;
    std::string text_;
    std::vector<bool> shown_{true};  // by depth of nesting
};

}  // namespace

Result<std::string> fill_in(std::string_view text, const TemplateValues& values) {
    if (text.empty()) return failure("A text that is to be filled in is not there.");
    Filling filling(values);
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        NANONAS_TRY_VOID(filling.take(text.substr(0, end)));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return std::move(filling).finish();
}

}  // namespace nanonas
