// SPDX-License-Identifier: MIT
#include "search/decisions.h"

namespace nanonas {

Result<SearchResult> listed_search(const SearchSpace& space, const SearchOptions& options,
                                   const SearchFunctions& functions, const std::vector<FixedPoint>& listed,
                                   const std::vector<KnownEvaluation>& known, Progress& progress) {
    std::vector<Point> points;
    for (const FixedPoint& point : listed) points.push_back({point.k, point.c});
    Decisions decisions(space, options, functions, known, progress);
    while (!points.empty()) {
        NANONAS_TRY_VOID(decisions.decide(std::make_shared<ListAgenda>(points)));
        points.erase(points.begin());
    }
    SearchResult result = decisions.result();
    if (!result.best.feasibility.feasible) {
        return tl::unexpected<Error>(
            {ErrorKind::no_network_fits,
             fmt::format("None of the {} networks listed fits; the first does not: {}", listed.size(),
                         result.best.feasibility.reason)});
    }
    return result;
}

}  // namespace nanonas
