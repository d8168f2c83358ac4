// SPDX-License-Identifier: MIT
#include "cli/curve.h"

#include <algorithm>
#include <array>
#include <numeric>

namespace nanonas::cli {
namespace {

constexpr std::array blocks{"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
constexpr std::array characters{"_", ".", "-", "~", "=", "+", "*", "#"};

}  // namespace

std::string curve(const std::vector<double>& values, std::size_t total, std::size_t columns, bool utf8) {
    if (values.empty() || columns == 0) return {};
    total = std::max(total, values.size());
    columns = std::min(columns, total);
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    std::string text;
    for (std::size_t column = 0; column < columns; ++column) {
        const std::size_t first = column * total / columns;
        const std::size_t end = std::min((column + 1) * total / columns, values.size());
        if (first >= end) break;
        const auto from = values.begin() + static_cast<std::ptrdiff_t>(first);
        const auto to = values.begin() + static_cast<std::ptrdiff_t>(end);
        const double mean = std::accumulate(from, to, 0.0) / static_cast<double>(end - first);
        const double share = *high > *low ? (mean - *low) / (*high - *low) : 0.5;
        const auto level = std::min(blocks.size() - 1, static_cast<std::size_t>(share * blocks.size()));
        text += utf8 ? blocks[level] : characters[level];
    }
    return text;
}

}  // namespace nanonas::cli
