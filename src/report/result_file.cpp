// SPDX-License-Identifier: MIT
#include "report/result_file.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace nanonas {
namespace {

using Json = nlohmann::json;

constexpr std::int64_t most_kernels = 4096, most_cells = 16;  // that a drawing or a memory model is asked for

// The value at a path of keys; null where there is none.
const Json& at(const Json& json, std::initializer_list<const char*> path) {
    static const Json null;
    const Json* value = &json;
    for (const char* key : path) {
        if (!value->is_object() || !value->contains(key)) return null;
        value = &(*value)[key];
    }
    return *value;
}

void take(const Json& value, std::optional<std::int64_t>& number) {
    if (value.is_number_integer()) number = value.get<std::int64_t>();
}
void take(const Json& value, std::optional<double>& number) {
    if (value.is_number()) number = value.get<double>();
}
void take(const Json& value, std::string& text) {
    if (value.is_string()) text = value.get<std::string>();
}

void take_share(const Json& value, std::optional<double>& share) {
    if (value.is_number() && value >= 0 && value <= 1) share = value.get<double>();
}

// A list of accuracies; empty if any is none.
std::vector<double> shares(const Json& list) {
    std::vector<double> result;
    if (!list.is_array()) return result;
    for (const Json& value : list) {
        std::optional<double> share;
        take_share(value, share);
        if (!share) return {};
        result.push_back(*share);
    }
    return result;
}

int whole(const Json& value, std::int64_t low, std::int64_t high) {
    std::optional<std::int64_t> number;
    take(value, number);
    return static_cast<int>(std::clamp(number.value_or(low - 1), low - 1, high + 1));
}

void take_architecture(const Json& json, RunFiles& run) {
    std::string variant;
    take(at(json, {"architecture", "variant"}), variant);
    const auto parsed = parse_family(variant);
    if (!parsed) return;
    const InputShape input{whole(at(json, {"input", "height"}), 1, 1024),
                           whole(at(json, {"input", "width"}), 1, 1024),
                           whole(at(json, {"input", "channels"}), 1, 3)};
    const Architecture a{*parsed, whole(at(json, {"architecture", "k"}), 1, most_kernels),
                         whole(at(json, {"architecture", "c"}), 0, most_cells), input,
                         static_cast<int>(run.classes.size())};
    if (a.k <= most_kernels && a.c <= most_cells && check_input_shape(input) && constructible(a)) {
        run.architecture = a;
    }
}

void take_costs(const Json& json, RunFiles& run) {
    take(at(json, {"macc"}), run.macc);
    take(at(json, {"flash_bytes"}), run.flash_bytes);
    take(at(json, {"ram_bytes"}), run.ram_bytes);
    take(at(json, {"memory", "tflm", "arena_bytes"}), run.arena_bytes);
    take(at(json, {"memory", "tflm", "arena_bytes_32bit"}), run.arena_bytes_32bit);
    take(at(json, {"memory", "tflm", "file_bytes"}), run.file_bytes);
    take(at(json, {"memory", "c", "ram_bytes"}), run.c_ram_bytes);
    take(at(json, {"memory", "c", "flash_bytes"}), run.c_flash_bytes);
    take(at(json, {"constraints", "target"}), run.target);
    take(at(json, {"constraints", "ram_bytes"}), run.limits.ram_bytes);
    take(at(json, {"constraints", "flash_bytes"}), run.limits.flash_bytes);
    take(at(json, {"constraints", "macc"}), run.limits.macc);
}

void take_seconds(const Json& json, StageSeconds& seconds) {
    take(at(json, {"data"}), seconds.data);
    take(at(json, {"search"}), seconds.search);
    take(at(json, {"train"}), seconds.train);
    take(at(json, {"quantize"}), seconds.quantize);
    take(at(json, {"export"}), seconds.export_files);
    take(at(json, {"verify"}), seconds.verify);
    take(at(json, {"total"}), seconds.total);
}

void take_verification(const Json& verify, RunFiles& run) {
    if (!verify.is_object()) return;
    VerifiedRun& verified = run.verified.emplace();
    take(at(verify, {"core"}), verified.core);
    take(at(verify, {"images"}), verified.images);
    take(at(verify, {"mismatches"}), verified.mismatches);
    take(at(verify, {"flash_bytes"}), verified.flash_bytes);
    take(at(verify, {"ram_bytes"}), verified.ram_bytes);
    take(at(verify, {"instructions"}), verified.instructions);
    take(at(verify, {"milliseconds"}), verified.milliseconds);
}

}  // namespace

bool parse_result_file(std::string_view text, RunFiles& run) {
    const Json json = Json::parse(text, nullptr, false);
    if (!json.is_object()) return false;
    for (const Json& name : at(json, {"classes"})) {
        if (name.is_string()) run.classes.push_back(name.get<std::string>());
    }
    take_architecture(json, run);
    take_costs(json, run);
    take_share(at(json, {"val_accuracy"}), run.val_accuracy);
    take_share(at(json, {"test_accuracy", "float"}), run.test_float);
    take_share(at(json, {"test_accuracy", "int8"}), run.test_int8);
    take_seconds(at(json, {"seconds"}), run.seconds);
    take(at(json, {"candidates", "evaluated"}), run.evaluated);
    take(at(json, {"candidates", "infeasible"}), run.infeasible);
    take(at(json, {"candidates", "ahead"}), run.ahead);
    take(at(json, {"pictures", "training"}), run.training_pictures);
    take(at(json, {"pictures", "validation"}), run.validation_pictures);
    take(at(json, {"pictures", "test"}), run.test_pictures);
    take(at(json, {"peak_rss_bytes"}), run.peak_rss_bytes);
    take_verification(at(json, {"verify"}), run);
    take(at(json, {"seed"}), run.seed);
    take(at(json, {"version"}), run.version);
    return true;
}

std::optional<DecidedCandidate> parse_candidate(std::string_view line) {
    const Json json = Json::parse(line, nullptr, false);
    DecidedCandidate candidate;
    candidate.k = whole(at(json, {"k"}), 1, most_kernels);
    candidate.c = whole(at(json, {"c"}), 0, most_cells);
    if (candidate.k < 1 || candidate.k > most_kernels || candidate.c < 0 || candidate.c > most_cells)
        return {};
    take(at(json, {"macc"}), candidate.macc);
    take(at(json, {"flash_bytes"}), candidate.flash_bytes);
    take(at(json, {"ram_bytes"}), candidate.ram_bytes);
    candidate.feasible = at(json, {"feasible"}) == Json(true);
    take(at(json, {"reason"}), candidate.reason);
    candidate.val_accuracy = shares(at(json, {"val_accuracy"}));
    return candidate;
}

}  // namespace nanonas
