// SPDX-License-Identifier: MIT
// result.json: RunResult's figures under the names that the design gives them.
#include <nlohmann/json.hpp>

#include "base/json_text.h"
#include "base/wilson_interval.h"
#include "folder/verification_json.h"
#include "nanonas/run_result.h"
#include "nanonas/version.h"

namespace nanonas {
namespace {

using Json = nlohmann::ordered_json;

template <typename T>
Json or_null(const std::optional<T>& value) {
    return value ? Json(*value) : Json();
}

// [low, high] of an accuracy on so many pictures.
Json interval(std::optional<double> accuracy, std::uint32_t pictures) {
    const std::optional<Interval> found = wilson_interval(accuracy, pictures);
    return found ? Json{found->low, found->high} : Json();
}

}  // namespace

std::string to_json(const RunResult& result) {
    const Architecture& a = result.architecture;
    const Json none;
    Json json{
        {"architecture",
         {{"variant", to_string(a.family)}, {"k", a.k}, {"c", a.c}, {"channels", channels(a)}}},
        {"classes", result.classes},
        {"input", {{"height", a.input.height}, {"width", a.input.width}, {"channels", a.input.channels}}},
        {"macc", result.cost.macc},
        {"flash_bytes", result.cost.flash_bytes},
        {"ram_bytes", result.cost.ram_bytes},
        {"milliseconds", or_null(result.cost.milliseconds)},
        {"memory",
         {{"tflm",
           {{"arena_bytes", result.arena_bytes},
            {"arena_bytes_32bit", result.arena_bytes_32bit},
            {"file_bytes", result.file_bytes}}},
          {"c",
           {{"ram_bytes", or_null(result.c_ram_bytes)}, {"flash_bytes", or_null(result.c_flash_bytes)}}}}},
        {"constraints",
         {{"target", result.target.empty() ? none : Json(result.target)},
          {"ram_bytes", or_null(result.limits.ram_bytes)},
          {"flash_bytes", or_null(result.limits.flash_bytes)},
          {"macc", or_null(result.limits.macc)}}},
        {"val_accuracy", or_null(result.val_accuracy)},
        {"val_accuracy_interval", interval(result.val_accuracy, result.pictures.validation)},
        {"test_accuracy", {{"float", or_null(result.test_float)}, {"int8", or_null(result.test_int8)}}},
        {"test_accuracy_interval",
         {{"float", interval(result.test_float, result.pictures.test)},
          {"int8", interval(result.test_int8, result.pictures.test)}}},
        {"seconds",
         {{"data", or_null(result.seconds.data)},
          {"search", or_null(result.seconds.search)},
          {"train", or_null(result.seconds.train)},
          {"quantize", or_null(result.seconds.quantize)},
          {"export", or_null(result.seconds.export_files)},
          {"verify", or_null(result.seconds.verify)},
          {"total", or_null(result.seconds.total)}}},
        {"candidates",
         {{"evaluated", result.evaluated}, {"infeasible", result.infeasible}, {"ahead", result.speculative}}},
        {"pictures",
         {{"training", result.pictures.training},
          {"validation", result.pictures.validation},
          {"test", result.pictures.test},
          {"unreadable", result.pictures.unreadable}}},
        {"peak_rss_bytes", or_null(result.peak_rss_bytes)},
        {"verify", result.verification ? verification_json(*result.verification) : none},
        {"warnings", result.warnings},
        {"seed", result.seed},
        {"version", version()},
    };
    if (result.limits.milliseconds) json["constraints"]["milliseconds"] = *result.limits.milliseconds;
    return json_text(json);
}

}  // namespace nanonas
