// SPDX-License-Identifier: MIT
/// @file
/// Which nanonas this is.
#pragma once

#include <string_view>

namespace nanonas {

/// The library's version, "0.1.0".
std::string_view version();

}  // namespace nanonas
