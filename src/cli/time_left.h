// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>

namespace nanonas::cli {

// ", about 1:05 left" after `seconds` for `done` of `total` equal steps. Empty while too little is known for
// an honest estimate: less than a second or no step behind, or less than a second left.
std::string time_left(double seconds, std::int64_t done, std::int64_t total);

}  // namespace nanonas::cli
