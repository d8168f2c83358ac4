// SPDX-License-Identifier: MIT
/// @file
/// Strategies: which trials a search makes, and which network it ends with. A strategy is a pure function of
/// what is decided, so that the same search comes of one thread, of many machines, and of a resumed run.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "nanonas/result.h"
#include "nanonas/search.h"

namespace nanonas {

/// What is decided, in order.
using History = std::span<const Candidate>;

/// The score of a trial as far as it is known, decided or not; infeasible_score if it does not fit.
using KnownScore = std::function<std::optional<double>(const Trial&)>;

/// Chooses trials. It is told only what is decided, never in which order results arrived: its decisions
/// cannot depend on how many workers there are.
class Strategy {
  public:
    virtual ~Strategy() = default;

    /// Trials that are needed whatever they give, in the order in which they are decided; none of them is in
    /// the history. Asked anew after each decision. Empty: the search is finished.
    virtual std::vector<Trial> next(History history) const = 0;

    /// Up to `count` trials without a known score that may be needed after these, the most probable first. A
    /// guess, which decides nothing: idle workers begin with them.
    virtual std::vector<Trial> likely(History /*history*/, const KnownScore& /*known*/,
                                      std::size_t /*count*/) const {
        return {};
    }

    /// Whether the trial is not needed any more, whatever others give: then work on it is stopped.
    virtual bool passed(History /*history*/, const Trial& /*trial*/) const { return false; }

    /// The candidate that a finished search ends with. Error: infeasible, if nothing fits.
    virtual Result<Candidate> result(History history) const = 0;
};

/// A strategy that users can ask for.
struct StrategyEntry {
    std::string_view name;         ///< as in --strategy
    std::string_view description;  ///< as in "How to search: by Algorithm 1"
    bool listed = false;           ///< decides a list of points (--only), and only with one
    /// Makes it, for the points listed if it takes a list.
    std::unique_ptr<Strategy> (*make)(const SearchSpace& space,
                                      const std::vector<PlanePoint>& listed) = nullptr;
};

/// All strategies; the first is the default.
std::span<const StrategyEntry> strategies();

/// Makes a strategy of the table. Errors: usage, for a name that is not in it, and for a list that is missing
/// or too much.
Result<std::unique_ptr<Strategy>> make_strategy(std::string_view name, const SearchSpace& space,
                                                const std::vector<PlanePoint>& listed = {});

}  // namespace nanonas
