// SPDX-License-Identifier: MIT
// The object `verify` of result.json and of `nanonas verify --json`.
#pragma once

#include <nlohmann/json.hpp>

#include "nanonas/emulation.h"

namespace nanonas {

nlohmann::ordered_json verification_json(const Verification& verification);

}  // namespace nanonas
