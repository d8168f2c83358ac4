// SPDX-License-Identifier: MIT
/// @file
/// What a search deals in: trials of networks, what each gave, and who hears of it.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "nanonas/memory.h"
#include "nanonas/result.h"

namespace nanonas {

/// A point of the plane of a (k, c) family.
struct PlanePoint {
    int k = 1;                                            ///< kernels of the first convolution
    int c = 0;                                            ///< cells on top of it
    auto operator<=>(const PlanePoint&) const = default;  ///< by k, then by c
};

/// One training and validation that a search may ask for. Two trials of one network differ in how long, with
/// how many pictures or with which seed it is trained. What a trial gives depends on nothing else.
struct Trial {
    Architecture architecture;   ///< the network
    int epochs = 0;              ///< of its training; 0: as many as candidates are judged with
    std::uint32_t pictures = 0;  ///< to train with; 0: all
    std::uint64_t seed = 0;      ///< of the search; see training_seed()

    /// The seed of its training, which depends on nothing but the search's seed and the network.
    std::uint64_t training_seed() const;

    bool operator==(const Trial&) const = default;         ///< whether they are the same
    std::strong_ordering operator<=>(const Trial&) const;  ///< a (k, c) family's by k, then by c
};

/// "current-50x50x3-2-3,3 epochs=6 seed=7": the network's name, and what is not 0.
std::string to_text(const Trial& trial);
/// Reads that text. Errors: failed.
Result<Trial> parse_trial(std::string_view text);

/// Of which training_seed() is made.
std::uint64_t candidate_seed(std::uint64_t seed, const Architecture& architecture);

/// How good a network is.
struct Evaluation {
    std::vector<double> val_accuracy;                    ///< after each epoch
    double seconds = 0;                                  ///< of its training and validation
    bool operator==(const Evaluation&) const = default;  ///< in every figure
};

/// The score of what does not fit: below every other.
inline constexpr double infeasible_score = -1;

/// The best accuracy, rounded to 3 decimals.
double score(const Evaluation& evaluation);

/// A trial that is decided: a line of the journal.
struct Candidate {
    Trial trial;                           ///< what was asked
    Feasibility feasibility;               ///< what the network costs
    std::optional<Evaluation> evaluation;  ///< none if it does not fit
    double score() const;                  ///< of its evaluation; infeasible_score without one
};

/// An evaluation from an earlier session of the same search, taken instead of evaluating again.
struct KnownEvaluation {
    Trial trial;            ///< what was asked
    Evaluation evaluation;  ///< what it gave
};

/// What all candidates have in common.
struct SearchSpace {
    Family family = Family::current;  ///< what k and c stand for
    InputShape input = {};            ///< one picture
    int classes = 2;                  ///< to tell apart, at least 2
    std::uint64_t seed = 0;           ///< of the search

    /// The network at a point of the space.
    Architecture architecture(PlanePoint point) const { return {family, point.k, point.c, input, classes}; }
    /// Its trial as candidates are usually judged.
    Trial trial(PlanePoint point) const { return {architecture(point), 0, 0, seed}; }
};

/// Error infeasible: the smallest network, (1,0), does not fit; the sentence says which limit is missed by
/// how much.
Result<void> something_fits(const SearchSpace& space,
                            const std::function<Feasibility(const Architecture&)>& feasible);

/// Where a search ended, and its way there.
struct SearchResult {
    Candidate best;                     ///< that the strategy chose
    std::vector<Candidate> candidates;  ///< all decided, in order
    int speculative = 0;                ///< evaluations finished before they were needed
    double worked_seconds = 0;          ///< spent on evaluations, of all workers together
    double unused_seconds = 0;          ///< of these, on evaluations that no decision used
};

/// Hears how a search goes. Never two calls at a time, but from any thread.
class SearchObserver {
  public:
    virtual ~SearchObserver() = default;
    /// The trial is being evaluated; its training has so many epochs.
    virtual void trial_begun(const Trial& /*trial*/, int /*epochs*/) {}
    /// An epoch, counted from 1, of so many is validated.
    virtual void trial_epoch(const Trial& /*trial*/, int /*epoch*/, int /*epochs*/, double /*val_accuracy*/) {
    }
    /// The evaluation has ended without a result, for nothing needs it any more or it has failed.
    virtual void trial_abandoned(const Trial& /*trial*/) {}
    /// The search has its score, or has passed it by, for it does not fit.
    virtual void trial_decided(const Candidate& /*candidate*/) {}
};

}  // namespace nanonas
