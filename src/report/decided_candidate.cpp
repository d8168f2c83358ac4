// SPDX-License-Identifier: MIT
#include "report/decided_candidate.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

namespace nanonas {
namespace {

using Json = nlohmann::json;

constexpr std::int64_t most_kernels = 4096, most_cells = 16;  // that a drawing is asked for

// Null where there is none.
const Json& at(const Json& json, const char* key) {
    static const Json null;
    return json.is_object() && json.contains(key) ? json[key] : null;
}

void take(const Json& value, std::optional<std::int64_t>& number) {
    if (value.is_number_integer()) number = value.get<std::int64_t>();
}

// A list of accuracies; empty if any is none.
std::vector<double> shares(const Json& list) {
    std::vector<double> result;
    if (!list.is_array()) return result;
    for (const Json& value : list) {
        if (!value.is_number() || !(value >= 0 && value <= 1)) return {};
        result.push_back(value.get<double>());
    }
    return result;
}

// None outside of [low, high].
std::optional<int> whole(const Json& value, std::int64_t low, std::int64_t high) {
    std::optional<std::int64_t> number;
    take(value, number);
    if (!number || *number < low || *number > high) return std::nullopt;
    return static_cast<int>(*number);
}

}  // namespace

double DecidedCandidate::best() const {
    return evaluated() ? *std::max_element(val_accuracy.begin(), val_accuracy.end()) : -1;
}

double DecidedCandidate::score() const {
    return evaluated() ? std::round(best() * 1000) / 1000 : -1;
}

std::optional<DecidedCandidate> parse_candidate(std::string_view line) {
    const Json json = Json::parse(line, nullptr, false);
    const std::optional<int> k = whole(at(json, "k"), 1, most_kernels);
    const std::optional<int> c = whole(at(json, "c"), 0, most_cells);
    if (!k || !c) return std::nullopt;
    DecidedCandidate candidate;
    candidate.k = *k, candidate.c = *c;
    take(at(json, "macc"), candidate.macc);
    take(at(json, "flash_bytes"), candidate.flash_bytes);
    take(at(json, "ram_bytes"), candidate.ram_bytes);
    if (at(json, "milliseconds").is_number()) candidate.milliseconds = at(json, "milliseconds").get<double>();
    candidate.feasible = at(json, "feasible") == Json(true);
    if (at(json, "reason").is_string()) at(json, "reason").get_to(candidate.reason);
    candidate.val_accuracy = shares(at(json, "val_accuracy"));
    return candidate;
}

}  // namespace nanonas
