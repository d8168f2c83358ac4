// SPDX-License-Identifier: MIT
// Algorithm 1: a derivative-free walk over (k, c) after Occam's razor. It sees candidates only through two
// functions.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "nanonas/memory.h"
#include "nanonas/progress.h"
#include "nanonas/result.h"

namespace nanonas {

struct Evaluation {
    std::vector<double> val_accuracy;  // after each epoch
    double seconds = 0;
};

// A decided candidate, in Algorithm 1's order: a line of the journal.
struct Candidate {
    Architecture architecture;
    Feasibility feasibility;
    std::optional<Evaluation> evaluation;  // none if infeasible
    double score() const;                  // best accuracy rounded to 3 decimals; -1 if infeasible
};

struct SearchSpace {
    Variant variant = Variant::current;
    InputShape input;
    int classes = 2;
};

struct SearchFunctions {
    std::function<Feasibility(const Architecture&)> feasible;
    std::function<Result<Evaluation>(const Architecture&, std::uint64_t seed)> evaluate;
    // Called for each decision in order, before the next begins: write it down. May be empty.
    std::function<Result<void>(const Candidate&)> decided;
};

struct SearchResult {
    Candidate best;
    std::vector<Candidate> candidates;  // all decided, in order
};

// `known`: evaluations from an earlier run of the same search; they are taken instead of evaluating again.
// Error no_network_fits: (1,0) is infeasible; the sentence says which limit is missed by how much.
Result<SearchResult> occam_search(const SearchSpace& space, std::uint64_t seed,
                                  const SearchFunctions& functions, const std::vector<Candidate>& known,
                                  Progress& progress);

}  // namespace nanonas
