// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace nanonas {

// A text of src/codegen/c, such as "header.c.in": a template in the sense of text_template.h.
std::string_view c_text(std::string_view file);

}  // namespace nanonas
