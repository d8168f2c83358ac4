// SPDX-License-Identifier: MIT
// Values of settings as the text that a user types: parse(text, value) fills `value` or says what it should
// have been, to_text(value) is what parse reads back.
#pragma once

#include <charconv>
#include <concepts>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "nanonas/run_settings.h"

namespace nanonas {

template <typename T>
using Names = std::vector<std::pair<T, std::string_view>>;

// The first argument only picks the type.
inline Names<Resize> names(Resize) {
    return {{Resize::tensorflow, "tensorflow"}, {Resize::antialiased, "antialiased"}};
}
inline Names<Runtime> names(Runtime) {
    return {{Runtime::c, "c"}, {Runtime::tflm, "tflm"}};
}
inline Names<MaccCount> names(MaccCount) {
    return {{MaccCount::exact, "true"}, {MaccCount::reference, "reference"}};
}
inline Names<ArenaModel> names(ArenaModel) {
    return {{ArenaModel::bits64, "64"}, {ArenaModel::bits32, "32"}};
}
inline Names<Family> names(Family) {
    Names<Family> all;
    for (const Family family : families()) all.emplace_back(family, to_string(family));
    return all;
}
// The table's, but for those that only a list of networks brings about.
inline Names<StrategyName> names(StrategyName) {
    Names<StrategyName> all;
    for (const StrategyEntry& entry : strategies()) {
        if (!entry.listed) all.push_back({{entry.name}, entry.name});
    }
    return all;
}
inline Names<EvaluationName> names(EvaluationName) {
    return {{EvaluationName::standard, "default"}, {EvaluationName::reference, "reference"}};
}
inline Names<RecipeName> names(RecipeName) {
    return {{RecipeName::standard, "default"},
            {RecipeName::reference, "reference"},
            {RecipeName::evaluation, "evaluation"}};
}

inline Names<Mirror> names(Mirror) {
    return {{Mirror::yes, "yes"}, {Mirror::no, "no"}};
}

inline Names<Math> names(Math) {
    return {{Math::exact, "exact"}, {Math::fast, "fast"}};
}

template <typename T>
concept Named = requires {
    names(T{});
};

template <Named T>
Result<void> parse(std::string_view text, T& value) {
    std::vector<std::string_view> all;
    for (const auto& [candidate, name] : names(T{})) {
        if (name == text) {
            value = candidate;
            return {};
        }
        all.push_back(name);
    }
    return usage_error("\"{}\" is not known here; use {}.", text, fmt::join(all, " or "));
}

template <Named T>
std::string to_text(T value) {
    for (const auto& [candidate, name] : names(T{})) {
        if (candidate == value) return std::string(name);
    }
    return {};
}

// Counts and bytes: 20480, 20KiB, 1.5MiB, 750k, 2M.
Result<void> parse(std::string_view text, std::int64_t& value);
Result<void> parse(std::string_view text, int& value);
Result<void> parse(std::string_view text, std::uint64_t& value);
Result<void> parse(std::string_view text, double& value);
Result<void> parse(std::string_view text, bool& value);
Result<void> parse(std::string_view text, InputShape& value);
Result<void> parse(std::string_view text, PlanePoint& value);
// "1,0 1,1 2,0"
Result<void> parse(std::string_view text, std::vector<PlanePoint>& value);
std::string to_text(const std::vector<PlanePoint>& value);

inline Result<void> parse(std::string_view text, std::string& value) {
    value = text;
    return {};
}
inline Result<void> parse(std::string_view text, std::filesystem::path& value) {
    value = text;
    return {};
}

template <typename T>
requires std::is_arithmetic_v<T> std::string to_text(T value) {
    return fmt::format("{}", value);
}
inline std::string to_text(const std::string& value) {
    return value;
}
inline std::string to_text(const std::filesystem::path& value) {
    return value.string();
}
inline std::string to_text(const InputShape& value) {
    return to_string(value);
}
inline std::string to_text(const PlanePoint& value) {
    return fmt::format("{},{}", value.k, value.c);
}

// None is the empty text.
template <typename T>
Result<void> parse(std::string_view text, std::optional<T>& value) {
    T parsed{};
    NANONAS_TRY_VOID(parse(text, parsed));
    value = parsed;
    return {};
}
template <typename T>
std::string to_text(const std::optional<T>& value) {
    return value ? to_text(*value) : std::string();
}

}  // namespace nanonas
