// SPDX-License-Identifier: MIT
#include "cli/time_left.h"

#include <fmt/format.h>

#include <cmath>

namespace nanonas::cli {

std::string time_left(double seconds, std::int64_t done, std::int64_t total) {
    if (seconds < 1 || done < 1 || done >= total) return {};
    const double left = seconds / static_cast<double>(done) * static_cast<double>(total - done);
    const auto whole = static_cast<std::int64_t>(std::lround(left));
    if (whole < 1) return {};
    if (whole >= 3600) return fmt::format(", about {}:{:02} h left", whole / 3600, whole / 60 % 60);
    return fmt::format(", about {}:{:02} left", whole / 60, whole % 60);
}

}  // namespace nanonas::cli
