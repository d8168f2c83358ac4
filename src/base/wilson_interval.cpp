// SPDX-License-Identifier: MIT
#include "base/wilson_interval.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace nanonas {

std::optional<Interval> wilson_interval(std::optional<double> share, std::int64_t trials) {
    if (!share || trials <= 0) return std::nullopt;
    constexpr double z = 1.959963984540054;  // 95 % of a normal distribution lie within so many deviations
    const auto n = static_cast<double>(trials);
    const double p = *share, whole = 1 + z * z / n;
    const double centre = (p + z * z / (2 * n)) / whole;
    const double half = z / whole * std::sqrt(p * (1 - p) / n + z * z / (4 * n * n));
    // Rounding must not lift the ends of "none" and "all" off 0 and 1.
    return Interval{p <= 0 ? 0 : std::max(0.0, centre - half), p >= 1 ? 1 : std::min(1.0, centre + half)};
}

std::string percent_range(const std::optional<Interval>& interval) {
    return interval ? fmt::format("{:.1f} to {:.1f} %", interval->low * 100, interval->high * 100) : "-";
}

}  // namespace nanonas
