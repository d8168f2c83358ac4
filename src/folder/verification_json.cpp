// SPDX-License-Identifier: MIT
#include "folder/verification_json.h"

namespace nanonas {
namespace {

using Json = nlohmann::ordered_json;

Json or_null(const std::optional<double>& value) {
    return value ? Json(*value) : Json();
}

}  // namespace

Json verification_json(const Verification& v) {
    const bool assumed = v.cycles_per_instruction > 0;
    return {{"core", v.core},
            {"board", v.board},
            {"images", v.images},
            {"mismatches", v.mismatches},
            {"flash_bytes", v.flash_bytes},
            {"library_bytes", v.library_bytes},
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

}  // namespace nanonas
