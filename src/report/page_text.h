// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace nanonas {

// A file of src/report/page.
std::string_view page_text(std::string_view file);

}  // namespace nanonas
