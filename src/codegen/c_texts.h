// SPDX-License-Identifier: MIT
// The texts of src/codegen/c, templates in the sense of text_template.h.
#pragma once

#include <string_view>

namespace nanonas {

extern const std::string_view header_text, network_text, fixed_point_text, result_text;

}  // namespace nanonas
