// SPDX-License-Identifier: MIT
/// @file
/// Algorithm 1: a derivative-free walk over (k, c) after Occam's razor. It sees candidates only through two
/// functions: what does it cost, and how good is it?
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "nanonas/memory.h"
#include "nanonas/progress.h"
#include "nanonas/result.h"

namespace nanonas {

/// How good a candidate is.
struct Evaluation {
    std::vector<double> val_accuracy;  ///< after each epoch
    double seconds = 0;                ///< of its training and validation
    bool operator==(const Evaluation&) const = default;
};

/// A decided candidate, in Algorithm 1's order: a line of the journal.
struct Candidate {
    Architecture architecture;             ///< the candidate
    Feasibility feasibility;               ///< what it costs
    std::optional<Evaluation> evaluation;  ///< none if infeasible
    double score() const;                  ///< best accuracy rounded to 3 decimals; -1 if infeasible
};

/// What all candidates have in common.
struct SearchSpace {
    Family family = Family::current;  ///< order of layers
    InputShape input;                 ///< one picture
    int classes = 2;                  ///< to tell apart, at least 2
};

/// How to search.
struct SearchOptions {
    std::uint64_t seed = 0;  ///< of which each candidate has its own, see candidate_seed()
    int threads = 1;         ///< candidates evaluated at once; above 1, some are evaluated ahead of need
};

/// All that the search knows of the world.
struct SearchFunctions {
    /// What a candidate costs, and whether that fits. From one thread at a time.
    std::function<Feasibility(const Architecture&)> feasible;
    /// Trains and validates one candidate with `seed` (its own, see candidate_seed). May be called from as
    /// many threads at once as SearchOptions::threads. `progress` tells it to stop, with
    /// ErrorKind::interrupted, when the user wants so or the result is no longer needed; of what it
    /// is told, the user sees the network's epochs.
    std::function<Result<Evaluation>(const Architecture&, std::uint64_t seed, Progress& progress)> evaluate;
    /// Called for each decision in order, before the next begins: write it down. May be empty.
    std::function<Result<void>(const Candidate&)> decided;
    /// Called for each evaluation that was finished before its candidate was needed; never two calls at a
    /// time, but from any thread and beside `decided`. May be empty.
    std::function<Result<void>(const Architecture&, const Evaluation&)> evaluated_ahead;
};

/// An evaluation from an earlier run of the same search, taken instead of evaluating again.
struct KnownEvaluation {
    int k = 1;              ///< of the candidate
    int c = 0;              ///< of the candidate
    Evaluation evaluation;  ///< its result
};

/// Where a search ended, and its way there.
struct SearchResult {
    Candidate best;                     ///< with the highest score
    std::vector<Candidate> candidates;  ///< all decided, in order
    int evaluated_ahead = 0;            ///< evaluations finished before they were needed
    double worked_seconds = 0;          ///< spent on evaluations, all threads together
    double unused_seconds = 0;          ///< of these, on evaluations that no decision used
};

/// A candidate's score depends on nothing but the search's seed and its own (k, c).
std::uint64_t candidate_seed(std::uint64_t seed, const Architecture& architecture);

/// Error no_network_fits: (1,0) is infeasible; the sentence says which limit is missed by how much.
Result<void> something_fits(const SearchSpace& space,
                            const std::function<Feasibility(const Architecture&)>& feasible);

/// The result and the decisions are the same for any number of threads and whatever is known.
/// Errors: no_network_fits as above; whatever `functions` return.
Result<SearchResult> occam_search(const SearchSpace& space, const SearchOptions& options,
                                  const SearchFunctions& functions, const std::vector<KnownEvaluation>& known,
                                  Progress& progress);

/// A point of the space, given by the user.
struct FixedPoint {
    int k = 1;  ///< kernels of the first convolution
    int c = 0;  ///< cells on top of it
    bool operator==(const FixedPoint&) const = default;
};

/// Instead of Algorithm 1: decides exactly the candidates listed, in their order; those that don't fit are
/// decided without an evaluation. Errors: no_network_fits if none of them does; whatever `functions` return.
Result<SearchResult> listed_search(const SearchSpace& space, const SearchOptions& options,
                                   const SearchFunctions& functions, const std::vector<FixedPoint>& listed,
                                   const std::vector<KnownEvaluation>& known, Progress& progress);

}  // namespace nanonas
