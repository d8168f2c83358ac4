// SPDX-License-Identifier: MIT
#include "nanonas/search.h"
#include "search/evaluation_pool.h"

namespace nanonas {
namespace {

void report(const SearchResult& result, Progress& progress) {
    const Candidate& candidate = result.candidates.back();
    const std::string detail =
        candidate.evaluation
            ? fmt::format("{} {:.3f}", name(candidate.architecture), candidate.score())
            : fmt::format("{} does not fit: {}", name(candidate.architecture), candidate.feasibility.limit);
    progress.update({"search", static_cast<std::int64_t>(result.candidates.size()), 0, detail});
}

Result<Candidate> decide_needed(const OccamWalk& walk, EvaluationPool& pool) {
    Candidate candidate{pool.architecture(walk.needed()), pool.feasibility(walk.needed()), {}};
    if (!candidate.feasibility.feasible) return candidate;
    NANONAS_TRY(candidate.evaluation, pool.evaluation(walk));
    return candidate;
}

}  // namespace

Result<void> something_fits(const SearchSpace& space,
                            const std::function<Feasibility(const Architecture&)>& feasible) {
    const Feasibility smallest = feasible({space.variant, 1, 0, space.input, space.classes});
    if (smallest.feasible) return {};
    return tl::unexpected<Error>(
        {ErrorKind::no_network_fits,
         fmt::format("No network fits, for even the smallest, (1,0), does not: {}", smallest.reason)});
}

Result<SearchResult> occam_search(const SearchSpace& space, const SearchOptions& options,
                                  const SearchFunctions& functions, const std::vector<KnownEvaluation>& known,
                                  Progress& progress) {
    EvaluationPool pool(space, options, functions, known, progress);
    SearchResult result;
    OccamWalk walk;
    while (!walk.finished()) {
        NANONAS_TRY(Candidate candidate, decide_needed(walk, pool));
        if (functions.decided) NANONAS_TRY_VOID(functions.decided(candidate));
        walk.decide(candidate.score());
        result.candidates.push_back(std::move(candidate));
        report(result, progress);
    }
    if (!walk.best()) NANONAS_TRY_VOID(something_fits(space, functions.feasible));
    for (const Candidate& candidate : result.candidates) {
        if (Point{candidate.architecture.k, candidate.architecture.c} == *walk.best())
            result.best = candidate;
    }
    pool.stop();
    result.evaluated_ahead = pool.evaluated_ahead();
    result.unused_seconds = pool.unused_seconds();
    return result;
}

}  // namespace nanonas
