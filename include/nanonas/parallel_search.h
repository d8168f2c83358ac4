// SPDX-License-Identifier: MIT
/// @file
/// A search on the threads of this process, each of which may have its work done elsewhere.
#pragma once

#include <functional>
#include <vector>

#include "nanonas/progress.h"
#include "nanonas/result.h"
#include "nanonas/search.h"
#include "nanonas/strategy.h"
#include "nanonas/training.h"

namespace nanonas {

/// All that a search knows of the world.
struct SearchFunctions {
    /// What a network costs, and whether that fits. From one thread at a time.
    std::function<Feasibility(const Architecture&)> feasible;
    /// Trains and validates one network with Trial::training_seed(). May be called from as many threads at
    /// once as the search has. `progress` tells it to stop, with ErrorKind::interrupted, when the user wants
    /// so or the result is not needed any more; `epochs` hears of its training.
    std::function<Result<Evaluation>(const Trial&, Progress& progress, TrainingObserver& epochs)> evaluate;
    /// Called for each decision in order: write it down. Never beside `speculated`. May be empty.
    std::function<Result<void>(const Candidate&)> decided;
    /// Called for each evaluation that was finished before it was needed. May be empty.
    std::function<Result<void>(const Trial&, const Evaluation&)> speculated;
};

/// How a search is done, which makes no difference to its decisions.
struct ParallelSearchOptions {
    int threads = 1;  ///< trials evaluated at once; above 1, some before they are needed
    std::vector<KnownEvaluation> known = {};  ///< from an earlier session, not evaluated again
    SearchObserver* observer = nullptr;       ///< hears of each trial, if there is one
};

/// Searches. The result and the decisions are the same for any number of threads and whatever is known.
/// Errors: infeasible, if nothing fits; whatever `functions` return.
Result<SearchResult> parallel_search(const Strategy& strategy, const SearchFunctions& functions,
                                     const ParallelSearchOptions& options, Progress& progress);

}  // namespace nanonas
