// SPDX-License-Identifier: MIT
#include "folder/verification_json.h"

namespace nanonas {
namespace {

using Json = nlohmann::ordered_json;

Json or_null(const std::optional<double>& value) {
    return value ? Json(*value) : Json();
}

std::optional<double> number_or_none(const Json& value) {
    return value.is_null() ? std::nullopt : std::optional(value.get<double>());
}

}  // namespace

Json verification_json(const Verification& v) {
    const bool assumed = v.cycles_per_instruction > 0;
    return {{"core", v.core},
            {"board", v.board},
            {"images", v.images},
            {"mismatches", v.mismatches},
            {"flash_bytes", v.flash_bytes},
            {"ram_bytes", v.ram_bytes},
            {"static_ram_bytes", v.static_ram_bytes},
            {"stack_bytes", v.stack_bytes},
            {"instructions", or_null(v.instructions)},
            {"cycles", v.cycles},
            {"cycles_per_instruction", assumed ? Json(v.cycles_per_instruction) : Json()},
            {"cycles_source", v.cycles_source},
            {"milliseconds", v.milliseconds},
            {"microjoules", or_null(v.microjoules)},
            {"energy_source", v.microjoules ? Json(v.energy_source) : Json()}};
}

Verification read_verification(const Json& json) {
    Verification v;
    json.at("core").get_to(v.core);
    json.at("board").get_to(v.board);
    json.at("images").get_to(v.images);
    json.at("mismatches").get_to(v.mismatches);
    json.at("flash_bytes").get_to(v.flash_bytes);
    json.at("ram_bytes").get_to(v.ram_bytes);
    json.at("static_ram_bytes").get_to(v.static_ram_bytes);
    json.at("stack_bytes").get_to(v.stack_bytes);
    v.instructions = number_or_none(json.at("instructions"));
    json.at("cycles").get_to(v.cycles);
    v.cycles_per_instruction = number_or_none(json.at("cycles_per_instruction")).value_or(0);
    json.at("cycles_source").get_to(v.cycles_source);
    json.at("milliseconds").get_to(v.milliseconds);
    v.microjoules = number_or_none(json.at("microjoules"));
    if (v.microjoules) json.at("energy_source").get_to(v.energy_source);
    return v;
}

}  // namespace nanonas
