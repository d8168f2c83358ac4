// SPDX-License-Identifier: MIT
#include "policies.h"

#include <algorithm>
#include <cmath>

namespace nanonas {
namespace {

std::optional<PlanePoint> first_not_begun(const std::vector<PlanePoint>& points,
                                          const std::set<PlanePoint>& begun) {
    const auto found =
        std::find_if(points.begin(), points.end(), [&](PlanePoint point) { return !begun.contains(point); });
    return found == points.end() ? std::nullopt : std::optional(*found);
}

}  // namespace

Policy only_needed() {
    return [](const OccamWalk& walk, const PointScore&, const std::set<PlanePoint>& begun,
              int) -> std::optional<PlanePoint> {
        if (begun.contains(walk.needed())) return std::nullopt;
        return walk.needed();
    };
}

Policy by_probability(RiseProbability rise) {
    return [rise = std::move(rise)](const OccamWalk& walk, const PointScore& known,
                                    const std::set<PlanePoint>& begun, int cores) {
        return first_not_begun(likely_needed(walk, known, static_cast<std::size_t>(cores), rise), begun);
    };
}

Policy nearest() {
    return [](OccamWalk walk, const PointScore& known, const std::set<PlanePoint>& begun,
              int) -> std::optional<PlanePoint> {
        while (!walk.finished()) {
            const PlanePoint point = walk.needed();
            const auto score = known(point);
            if (!score && !begun.contains(point)) return point;
            walk.decide(score ? *score : walk.highest() + 1);
        }
        return std::nullopt;
    };
}

Policy oracle(const Recorded& recorded) {
    return [&](OccamWalk walk, const PointScore& known, const std::set<PlanePoint>& begun,
               int) -> std::optional<PlanePoint> {
        while (!walk.finished()) {
            const PlanePoint point = walk.needed();
            auto score = known(point);
            if (!score && !begun.contains(point)) return point;
            walk.decide(score ? *score : recorded.candidates.at(point).score);
        }
        return std::nullopt;
    };
}

RiseProbability like_the_row_before(double usual, double risen, double fallen) {
    return [=](PlanePoint point, const PointScore& score) {
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
    const std::vector<Layer> all = layers(architecture);
    const std::vector<TensorShape> outputs = shapes(all, architecture.input);
    const std::vector<std::size_t> convolutions = indices(all, LayerKind::convolution);
    for (const std::size_t i : convolutions) {
        const auto work = static_cast<double>(input_shape(all[i], outputs, architecture.input).values());
        whole += work * outputs[i].channels;
        divided += work * std::ceil(1.0 * outputs[i].channels / cores);
    }
    const auto barriers = 3.0 * static_cast<double>(convolutions.size());
    return divided / whole + barriers * barrier_seconds / step_seconds;
}

}  // namespace nanonas
