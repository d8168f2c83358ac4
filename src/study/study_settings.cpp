// SPDX-License-Identifier: MIT
// The lists of a study as text, and study.toml.
#include <toml++/toml.h>

#include <algorithm>
#include <sstream>

#include "settings/setting_text.h"
#include "study/study_settings.h"
#include "system/files.h"

namespace nanonas {
namespace {

constexpr std::size_t most_values = 10000;

std::vector<std::string_view> words(std::string_view text) {
    std::vector<std::string_view> result;
    while (true) {
        result.push_back(text.substr(0, text.find(',')));
        if (result.back().size() == text.size()) return result;
        text.remove_prefix(result.back().size() + 1);
    }
}

template <typename T>
Result<void> add(T value, std::string_view word, std::vector<T>& values) {
    if (std::find(values.begin(), values.end(), value) != values.end()) {
        return usage_error("\"{}\" is listed twice.", word);
    }
    if (values.size() == most_values) return usage_error("More than {} values are too many.", most_values);
    values.push_back(std::move(value));
    return {};
}

// Seeds may also be written as "0..4", both included.
Result<void> add_word(std::string_view word, std::vector<std::uint64_t>& seeds) {
    const std::size_t dots = word.find("..");
    std::uint64_t first = 0, last = 0;
    NANONAS_TRY_VOID(parse(word.substr(0, dots), first));
    last = first;
    if (dots != word.npos) NANONAS_TRY_VOID(parse(word.substr(dots + 2), last));
    if (last < first) return usage_error("\"{}\" ends before it begins.", word);
    for (std::uint64_t seed = first; seed <= last; ++seed) NANONAS_TRY_VOID(add(seed, word, seeds));
    return {};
}

Result<void> add_word(std::string_view word, std::vector<std::string>& targets) {
    if (word.empty()) return usage_error("A target's name is missing.");
    return add(std::string(word), word, targets);
}

template <typename T>
Result<void> add_word(std::string_view word, std::vector<T>& values) {
    T value{};
    NANONAS_TRY_VOID(parse(word, value));
    return add(value, word, values);
}

template <typename T>
Result<void> parse_list(std::string_view text, std::vector<T>& values) {
    values.clear();
    for (const std::string_view word : words(text)) NANONAS_TRY_VOID(add_word(word, values));
    return {};
}

template <typename T>
std::string text_of(const std::vector<T>& values) {
    std::vector<std::string> texts;
    for (const T& value : values) texts.push_back(to_text(value));
    return fmt::format("{}", fmt::join(texts, ","));
}

constexpr const char* list_names[] = {"seeds", "targets", "inputs", "variants"};

}  // namespace

Result<void> apply_list(std::string_view name, std::string_view text, StudySettings& study) {
    if (name == "seeds") return parse_list(text, study.seeds);
    if (name == "targets") return parse_list(text, study.targets);
    if (name == "inputs") return parse_list(text, study.inputs);
    if (name == "variants") return parse_list(text, study.variants);
    return usage_error("A study has no list of {}.", name);
}

std::vector<ListText> list_texts(const StudySettings& study) {
    return {{"seeds", "seed", text_of(study.seeds)},
            {"targets", "target", text_of(study.targets)},
            {"inputs", "input", text_of(study.inputs)},
            {"variants", "variant", text_of(study.variants)}};
}

std::string study_toml(const StudySettings& study) {
    std::ostringstream toml;
    for (const ListText& list : list_texts(study)) {
        if (!list.text.empty()) toml << list.name << " = " << toml::value<std::string>(list.text) << '\n';
    }
    return toml.str() + "\n[settings]\n" + to_toml(study.settings);
}

Result<StudySettings> parse_study_toml(std::string_view text, std::string_view file) {
    StudySettings study;
    try {
        toml::table table = toml::parse(text);
        for (const char* name : list_names) {
            if (const auto list = table[name].value<std::string>())
                NANONAS_TRY_VOID(apply_list(name, *list, study));
        }
        if (const toml::table* settings = table["settings"].as_table()) {
            std::ostringstream alone;
            alone << *settings;
            NANONAS_TRY_VOID(apply_toml(alone.str(), file, study.settings));
        }
    } catch (const toml::parse_error& error) {
        return failure("\"{}\" is not TOML (line {}): {}.", file, error.source().begin.line,
                       error.description());
    }
    return study;
}

}  // namespace nanonas
