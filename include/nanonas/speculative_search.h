// SPDX-License-Identifier: MIT
/// @file
/// The bookkeeping of a search on several workers, without the workers: threads, other machines or a
/// browser's workers drive it.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <vector>

#include "nanonas/search.h"
#include "nanonas/strategy.h"

namespace nanonas {

/// Says which trials to evaluate now, takes what they give in any order, and decides in the strategy's order.
/// For one thread at a time. Borrows the strategy. Memory that is not there ends the search with an error.
///
///     while (!search.finished()) {
///         for (const Trial& trial : search.wanted(slots)) /* begin as many as are free */
///         search.begin(trial); search.finish(trial, result, seconds);  // of one that has ended for (const
///         Trial& trial : search.unwanted()) /* stop it: it still has to be finished */;
///     }
class SpeculativeSearch {
  public:
    /// `feasible`: what a network costs, and whether that fits. `known` is not evaluated again.
    SpeculativeSearch(const Strategy& strategy, std::function<Feasibility(const Architecture&)> feasible,
                      const std::vector<KnownEvaluation>& known = {});

    /// What to begin now where `slots` trials are evaluated at once, the most urgent first: those of the
    /// `slots` most urgent that are not begun. There may be more of them than free slots.
    std::vector<Trial> wanted(std::size_t slots);
    /// One of wanted() is begun.
    void begin(const Trial& trial);
    /// What was begun has ended after so many seconds of work, with a result or an error. The error of a
    /// trial that is needed ends the search. Returns whether this is an evaluation finished before it was
    /// needed, which a resumed search would be glad to know.
    bool finish(const Trial& trial, Result<Evaluation> result, double seconds);
    /// What is begun and not finished, but not needed any more: work on it is wasted.
    std::vector<Trial> unwanted();

    /// Whether there is nothing left to evaluate.
    bool finished() const { return finished_; }
    /// All decided so far, in order.
    const std::vector<Candidate>& decided() const { return decided_; }
    /// Once finished. Errors: of the trial that ended it; of Strategy::result.
    Result<SearchResult> result() const;

  private:
    struct Record {
        bool running = false;
        std::optional<Result<Evaluation>> result;
        double seconds = 0;  // spent on it
        bool used = false;   // by a decision
    };

    void decide();
    std::vector<Trial> urgent_trials(std::size_t slots);
    bool take(const Trial& trial, Result<Evaluation> result, double seconds);
    Result<SearchResult> collected() const;
    template <typename Work>
    void within_memory_or_end(Work&& work);
    const Feasibility& feasibility(const Architecture& architecture);
    std::optional<double> known_score(const Trial& trial);

    const Strategy& strategy_;
    const std::function<Feasibility(const Architecture&)> feasible_;
    std::map<Trial, Record> records_;
    std::map<Trial, Feasibility> feasibility_;  // by the network alone
    std::vector<Candidate> decided_;
    std::vector<Trial> next_;  // of the strategy, after what is decided
    std::optional<Error> error_;
    bool finished_ = false;
    int speculative_ = 0;
};

}  // namespace nanonas
