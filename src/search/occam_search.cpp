// SPDX-License-Identifier: MIT
#include "search/decisions.h"

namespace nanonas {

Result<void> something_fits(const SearchSpace& space,
                            const std::function<Feasibility(const Architecture&)>& feasible) {
    const Feasibility smallest = feasible({space.family, 1, 0, space.input, space.classes});
    if (smallest.feasible) return {};
    return tl::unexpected<Error>(
        {ErrorKind::no_network_fits,
         fmt::format("No network fits, for even the smallest, (1,0), does not: {}", smallest.reason)});
}

Result<SearchResult> occam_search(const SearchSpace& space, const SearchOptions& options,
                                  const SearchFunctions& functions, const std::vector<KnownEvaluation>& known,
                                  Progress& progress) {
    Decisions decisions(space, options, functions, known, progress);
    OccamWalk walk;
    while (!walk.finished()) {
        NANONAS_TRY(const double score, decisions.decide(std::make_shared<OccamAgenda>(walk)));
        walk.decide(score);
    }
    if (!walk.best()) NANONAS_TRY_VOID(something_fits(space, functions.feasible));
    return decisions.result();
}

}  // namespace nanonas
