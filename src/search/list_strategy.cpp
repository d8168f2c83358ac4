// SPDX-License-Identifier: MIT
#include "search/list_strategy.h"

#include <algorithm>

namespace nanonas {

ListStrategy::ListStrategy(const SearchSpace& space, const std::vector<PlanePoint>& listed) {
    for (const PlanePoint point : listed) trials_.push_back(space.trial(point));
}

std::vector<Trial> ListStrategy::next(History history) const {
    return {trials_.begin() + std::ssize(history), trials_.end()};
}

// The first of those with the highest score.
Result<Candidate> ListStrategy::result(History history) const {
    const auto best =
        std::max_element(history.begin(), history.end(),
                         [](const Candidate& a, const Candidate& b) { return a.score() < b.score(); });
    if (best->feasibility.feasible) return *best;
    return tl::unexpected<Error>(
        {ErrorKind::infeasible, fmt::format("None of the {} networks listed fits; the first does not: {}",
                                            history.size(), best->feasibility.reason)});
}

}  // namespace nanonas
