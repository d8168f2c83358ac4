// SPDX-License-Identifier: MIT
// How far an accuracy can be trusted that was measured on so many pictures.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace nanonas {

struct Interval {
    double low = 0, high = 0;  // shares
};

// Wilson's score interval of 95 % for a share of `trials`; none without trials. E. B. Wilson, Probable
// inference, the law of succession, and statistical inference, 1927; R. G. Newcombe, 1998, method 3.
std::optional<Interval> wilson_interval(std::optional<double> share, std::int64_t trials);

// "91.5 to 95.5 %", "-"
std::string percent_range(const std::optional<Interval>& interval);

}  // namespace nanonas
