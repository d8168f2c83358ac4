// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace nanonas {

// A word as a POSIX shell takes it: in quotes where it needs them.
std::string shell_word(std::string_view word);

}  // namespace nanonas
