// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace nanonas {

// Levenshtein's: the insertions, deletions and replacements that turn one into the other.
int edit_distance(std::string_view from, std::string_view to);

}  // namespace nanonas
