// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <vector>

#include "search/occam_walk.h"

namespace nanonas {

// What is known of a point: its score (infeasible_score if it is), or nothing yet.
using PointScore = std::function<std::optional<double>(PlanePoint)>;

// How probable it is that the score of a point rises over what went before.
using RiseProbability = std::function<double(PlanePoint, const PointScore&)>;

// As it did one row before, with as many cells, if that is known. benchmark_scheduler compares it with
// others.
double as_the_row_before(PlanePoint point, const PointScore& score);

// Up to `count` points without a known score that the walk needs next or may need later, the most probable
// first (walk.needed() itself if its score is not known); where these run out, those that it takes if every
// score rises.
std::vector<PlanePoint> likely_needed(const OccamWalk& walk, const PointScore& score, std::size_t count,
                                      const RiseProbability& rise = as_the_row_before);

}  // namespace nanonas
