// SPDX-License-Identifier: MIT
// The mean over seeds and its standard error.
#pragma once

#include <cmath>
#include <vector>

namespace nanonas {

struct Mean {
    double mean = 0, error = 0;  // error: 0 of a single value
};

inline Mean mean_of(const std::vector<double>& values) {
    const auto count = static_cast<double>(values.size());
    double sum = 0, squares = 0;
    for (const double v : values) sum += v;
    for (const double v : values) squares += (v - sum / count) * (v - sum / count);
    return {sum / count, values.size() > 1 ? std::sqrt(squares / (count - 1) / count) : 0.0};
}

}  // namespace nanonas
