// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

namespace nanonas::cli {

// `values` as one line of blocks (of ASCII characters without utf8), from their least to their greatest.
// Of `total` values, those that are there fill their share of `columns`; where values are more than columns,
// a column shows the mean of its own.
std::string curve(const std::vector<double>& values, std::size_t total, std::size_t columns, bool utf8);

}  // namespace nanonas::cli
