// SPDX-License-Identifier: MIT
// result.json: RunResult's figures under the names that the design gives them.
#include <nlohmann/json.hpp>

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

template <typename T>
void read(const Json& object, const char* key, T& value) {
    object.at(key).get_to(value);
}
template <typename T>
void read(const Json& object, const char* key, std::optional<T>& value) {
    if (!object.at(key).is_null()) value = object.at(key).get<T>();
}

RunResult read_result(const Json& json) {
    RunResult result;
    const Json& architecture = json.at("architecture");
    Architecture& a = result.architecture;
    a.family = parse_family(architecture.at("variant").get<std::string>()).value();
    read(architecture, "k", a.k), read(architecture, "c", a.c);
    read(json.at("input"), "height", a.input.height);
    read(json.at("input"), "width", a.input.width);
    read(json.at("input"), "channels", a.input.channels);
    read(json, "classes", result.classes);
    a.classes = static_cast<int>(result.classes.size());
    read(json, "macc", result.cost.macc);
    read(json, "flash_bytes", result.cost.flash_bytes);
    read(json, "ram_bytes", result.cost.ram_bytes);
    const Json& tflm = json.at("memory").at("tflm");
    read(tflm, "arena_bytes", result.arena_bytes);
    read(tflm, "arena_bytes_32bit", result.arena_bytes_32bit);
    read(tflm, "file_bytes", result.file_bytes);
    read(json.at("memory").at("c"), "ram_bytes", result.c_ram_bytes);
    read(json.at("memory").at("c"), "flash_bytes", result.c_flash_bytes);
    const Json& constraints = json.at("constraints");
    if (!constraints.at("target").is_null()) read(constraints, "target", result.target);
    read(constraints, "ram_bytes", result.limits.ram_bytes);
    read(constraints, "flash_bytes", result.limits.flash_bytes);
    read(constraints, "macc", result.limits.macc);
    read(json, "val_accuracy", result.val_accuracy);
    read(json.at("test_accuracy"), "float", result.test_float);
    read(json.at("test_accuracy"), "int8", result.test_int8);
    const Json& seconds = json.at("seconds");
    read(seconds, "data", result.seconds.data);
    read(seconds, "search", result.seconds.search);
    read(seconds, "train", result.seconds.train);
    read(seconds, "quantize", result.seconds.quantize);
    read(seconds, "export", result.seconds.export_files);
    read(seconds, "verify", result.seconds.verify);
    read(seconds, "total", result.seconds.total);
    read(json.at("candidates"), "evaluated", result.evaluated);
    read(json.at("candidates"), "infeasible", result.infeasible);
    read(json.at("candidates"), "ahead", result.speculative);
    const Json& pictures = json.at("pictures");
    read(pictures, "training", result.pictures.training);
    read(pictures, "validation", result.pictures.validation);
    read(pictures, "test", result.pictures.test);
    read(pictures, "unreadable", result.pictures.unreadable);
    read(json, "peak_rss_bytes", result.peak_rss_bytes);
    if (!json.at("verify").is_null()) result.verification = read_verification(json.at("verify"));
    read(json, "seed", result.seed);
    return result;
}

}  // namespace

std::string to_json(const RunResult& result) {
    const Architecture& a = result.architecture;
    const Json none;
    const Json json{
        {"architecture",
         {{"variant", to_string(a.family)}, {"k", a.k}, {"c", a.c}, {"channels", channels(a)}}},
        {"classes", result.classes},
        {"input", {{"height", a.input.height}, {"width", a.input.width}, {"channels", a.input.channels}}},
        {"macc", result.cost.macc},
        {"flash_bytes", result.cost.flash_bytes},
        {"ram_bytes", result.cost.ram_bytes},
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
        {"test_accuracy", {{"float", or_null(result.test_float)}, {"int8", or_null(result.test_int8)}}},
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
        {"seed", result.seed},
        {"version", version()},
    };
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

Result<RunResult> parse_result(std::string_view json, std::string_view name) {
    try {
        return read_result(Json::parse(json));
    } catch (const std::exception& error) {
        return failure("\"{}\" is not a result of nanonas: {}.", name, error.what());
    }
}

}  // namespace nanonas
