// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace nanonas {

// A text of src/emulation/firmware, such as "harness.c".
std::string_view firmware_text(std::string_view file);

}  // namespace nanonas
