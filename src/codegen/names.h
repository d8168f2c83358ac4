// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "nanonas/result.h"

namespace nanonas {

// A usage error unless `name` can start names of functions and files: letters, digits and underscores, no
// digit first, 40 characters at most, no keyword of C or C++.
Result<void> check_c_name(std::string_view name);

std::string upper_case(std::string_view name);

// "text" as a C string literal, for any bytes: UTF-8 passes, everything else that a compiler could take
// otherwise (quotes, backslashes, control characters, trigraphs) is escaped.
std::string c_string(std::string_view text);

// Text that is safe inside of a C comment, on one line.
std::string c_comment(std::string_view text);

}  // namespace nanonas
