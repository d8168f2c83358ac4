// SPDX-License-Identifier: MIT
// The form of targets.toml.
#pragma once

#include <string_view>
#include <vector>

#include "nanonas/targets.h"

namespace nanonas {

extern const std::string_view builtin_targets_toml;  // the text of src/memory/targets.toml

// `name` is what errors call the text.
Result<std::vector<Target>> parse_targets(std::string_view text, std::string_view name);

}  // namespace nanonas
