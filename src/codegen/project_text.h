// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace nanonas {

// A text of src/codegen/project or src/codegen/arduino, such as "cortex_m.ld.in".
std::string_view project_text(std::string_view file);

}  // namespace nanonas
