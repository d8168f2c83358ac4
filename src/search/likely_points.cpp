// SPDX-License-Identifier: MIT
#include "search/likely_points.h"

#include <algorithm>
#include <map>

namespace nanonas {
namespace {

constexpr double rise_probability = 2.0 / 3;
constexpr double known_rise_probability = 0.75, known_fall_probability = 0.25;  // one row before
constexpr double least_probability = 0.01;

void collect(OccamWalk walk, double probability, const PointScore& score, const RiseProbability& rise,
             std::map<PlanePoint, double>& needed) {
    while (!walk.finished()) {
        const PlanePoint point = walk.needed();
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

// The points that the walk takes if every score rises, but for those that are there already.
void append_rising(OccamWalk walk, const PointScore& score, std::size_t count,
                   std::vector<PlanePoint>& points) {
    while (!walk.finished() && points.size() < count) {
        const PlanePoint point = walk.needed();
        const auto known = score(point);
        if (!known && std::find(points.begin(), points.end(), point) == points.end()) points.push_back(point);
        walk.decide(known ? *known : walk.highest() + 1);
    }
}

}  // namespace

double as_the_row_before(PlanePoint point, const PointScore& score) {
    if (point.k > 1 && point.c > 0) {
        const auto before = score({point.k - 1, point.c - 1}), there = score({point.k - 1, point.c});
        if (before && there) return *there > *before ? known_rise_probability : known_fall_probability;
    }
    return rise_probability;
}

std::vector<PlanePoint> likely_needed(const OccamWalk& walk, const PointScore& score, std::size_t count,
                                      const RiseProbability& rise) {
    std::map<PlanePoint, double> probability;
    collect(walk, 1, score, rise, probability);
    std::vector<PlanePoint> points;
    points.reserve(probability.size());
    for (const auto& entry : probability) points.push_back(entry.first);
    std::stable_sort(points.begin(), points.end(),
                     [&](PlanePoint a, PlanePoint b) { return probability[a] > probability[b]; });
    if (points.size() > count) points.resize(count);
    append_rising(walk, score, count, points);
    return points;
}

}  // namespace nanonas
