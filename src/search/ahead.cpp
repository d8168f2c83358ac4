// SPDX-License-Identifier: MIT
#include "search/ahead.h"

#include <algorithm>
#include <map>

namespace nanonas {
namespace {

constexpr double least_probability = 0.01;

void collect(OccamWalk walk, double probability, const KnownScore& score, const RiseProbability& rise,
             std::map<Point, double>& needed) {
    while (!walk.finished()) {
        const Point point = walk.needed();
        if (const auto known = score(point)) {
            walk.decide(*known);
            continue;
        }
        needed[point] += probability;
        if (probability < least_probability) return;
        const double rises = rise(point, score);
        OccamWalk falling = walk;
        falling.decide(0);
        collect(falling, probability * (1 - rises), score, rise, needed);
        walk.decide(walk.highest() + 1);
        probability *= rises;
    }
}

}  // namespace

double usual_rise(Point, const KnownScore&) {
    return 2.0 / 3;
}

std::vector<Point> likely_needed(const OccamWalk& walk, const KnownScore& score, std::size_t count,
                                 const RiseProbability& rise) {
    std::map<Point, double> probability;
    collect(walk, 1, score, rise, probability);
    std::vector<Point> points;
    points.reserve(probability.size());
    for (const auto& entry : probability) points.push_back(entry.first);
    std::stable_sort(points.begin(), points.end(),
                     [&](Point a, Point b) { return probability[a] > probability[b]; });
    if (points.size() > count) points.resize(count);
    return points;
}

}  // namespace nanonas
