// SPDX-License-Identifier: MIT
#include "policies.h"

#include <algorithm>
#include <cmath>

namespace nanonas {
namespace {

std::optional<Point> first_not_begun(const std::vector<Point>& points, const std::set<Point>& begun) {
    const auto found =
        std::find_if(points.begin(), points.end(), [&](Point point) { return !begun.contains(point); });
    return found == points.end() ? std::nullopt : std::optional(*found);
}

}  // namespace

Policy only_needed() {
    return [](const OccamWalk& walk, const PointScore&, const std::set<Point>& begun,
              int) -> std::optional<Point> {
        if (begun.contains(walk.needed())) return std::nullopt;
        return walk.needed();
    };
}

Policy by_probability(RiseProbability rise) {
    return [rise = std::move(rise)](const OccamWalk& walk, const PointScore& known,
                                    const std::set<Point>& begun, int cores) {
        return first_not_begun(likely_needed(walk, known, static_cast<std::size_t>(cores), rise), begun);
    };
}

Policy nearest() {
    return [](OccamWalk walk, const PointScore& known, const std::set<Point>& begun,
              int) -> std::optional<Point> {
        while (!walk.finished()) {
            const Point point = walk.needed();
            const auto score = known(point);
            if (!score && !begun.contains(point)) return point;
            walk.decide(score ? *score : walk.highest() + 1);
        }
        return std::nullopt;
    };
}

Policy oracle(const Recorded& recorded) {
    return [&](OccamWalk walk, const PointScore& known, const std::set<Point>& begun,
               int) -> std::optional<Point> {
        while (!walk.finished()) {
            const Point point = walk.needed();
            auto score = known(point);
            if (!score && !begun.contains(point)) return point;
            walk.decide(score ? *score : recorded.candidates.at(point).score);
        }
        return std::nullopt;
    };
}

RiseProbability like_the_row_before(double usual, double risen, double fallen) {
    return [=](Point point, const PointScore& score) {
        if (point.k > 1 && point.c > 0) {
            const auto before = score({point.k - 1, point.c - 1}), there = score({point.k - 1, point.c});
            if (before && there) return *there > *before ? risen : fallen;
        }
        return usual;
    };
}

double channels_divided(const Architecture& architecture, int cores, double barrier_seconds,
                        double step_seconds) {
    double whole = 0, divided = 0;
    int stages_count = 0;
    for (const Stage& stage : stages(architecture)) {
        const double work = 1.0 * stage.in_channels * stage.height * stage.width;
        whole += work * stage.out_channels;
        divided += work * std::ceil(1.0 * stage.out_channels / cores);
        ++stages_count;
    }
    return divided / whole + 3 * stages_count * barrier_seconds / step_seconds;
}

}  // namespace nanonas
