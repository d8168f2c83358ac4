// SPDX-License-Identifier: MIT
#include "search/occam_strategy.h"

#include <algorithm>

#include "search/likely_points.h"
#include "search/occam_walk.h"

namespace nanonas {
namespace {

tl::unexpected<Error> nothing_fits(const Feasibility& smallest) {
    return tl::unexpected<Error>(
        {ErrorKind::infeasible,
         fmt::format("No network fits, for even the smallest, (1,0), does not: {}", smallest.reason)});
}

OccamWalk walk_after(History history) {
    OccamWalk walk;
    for (const Candidate& candidate : history) walk.decide(candidate.score());
    return walk;
}

}  // namespace

Result<void> something_fits(const SearchSpace& space,
                            const std::function<Feasibility(const Architecture&)>& feasible) {
    const Feasibility smallest = feasible(space.architecture({1, 0}));
    if (smallest.feasible) return {};
    return nothing_fits(smallest);
}

std::vector<Trial> OccamStrategy::next(History history) const {
    const OccamWalk walk = walk_after(history);
    if (walk.finished()) return {};
    return {space_.trial(walk.needed())};
}

std::vector<Trial> OccamStrategy::likely(History history, const KnownScore& known, std::size_t count) const {
    const PointScore score = [&](PlanePoint point) { return known(space_.trial(point)); };
    std::vector<Trial> trials;
    for (const PlanePoint point : likely_needed(walk_after(history), score, count)) {
        trials.push_back(space_.trial(point));
    }
    return trials;
}

bool OccamStrategy::passed(History history, const Trial& trial) const {
    const OccamWalk walk = walk_after(history);
    return walk.finished() || PlanePoint{trial.architecture.k, trial.architecture.c} < walk.needed();
}

Result<Candidate> OccamStrategy::result(History history) const {
    const auto best = walk_after(history).best();
    if (!best) return nothing_fits(history.front().feasibility);
    return *std::find_if(history.begin(), history.end(),
                         [&](const Candidate& candidate) { return candidate.trial == space_.trial(*best); });
}

}  // namespace nanonas
