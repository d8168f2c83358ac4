// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace nanonas {

extern const std::string_view builtin_targets_toml;  // the text of src/memory/targets.toml

}  // namespace nanonas
