// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <vector>

#include "search/occam_walk.h"

namespace nanonas {

// What is known of a point: its score (OccamWalk::infeasible if it is), or nothing yet.
using KnownScore = std::function<std::optional<double>(Point)>;

// Up to `count` points without a known score that the walk needs next or may need later, the most probable
// first (walk.needed() itself if its score is not known). A score is guessed to rise two times in three.
std::vector<Point> likely_needed(const OccamWalk& walk, const KnownScore& score, std::size_t count);

}  // namespace nanonas
