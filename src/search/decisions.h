// SPDX-License-Identifier: MIT
#pragma once

#include <memory>

#include "nanonas/search.h"
#include "search/evaluation_pool.h"
#include "search/shared_progress.h"

namespace nanonas {

// What all strategies do alike: decide one candidate after another, write each down, tell of it, and keep the
// best. Borrows all but `known`.
class Decisions {
  public:
    Decisions(const SearchSpace& space, const SearchOptions& options, const SearchFunctions& functions,
              const std::vector<KnownEvaluation>& known, Progress& progress);

    // Decides what the agenda needs now; returns its score.
    Result<double> decide(std::shared_ptr<const Agenda> agenda);

    // After the last decision: `best` is the first with the highest score, if any is feasible.
    SearchResult result();

  private:
    void report();
    const SearchFunctions& functions_;
    SharedProgress progress_;
    EvaluationPool pool_;
    SearchResult result_;
};

}  // namespace nanonas
