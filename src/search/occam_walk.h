// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

#include "nanonas/search.h"

namespace nanonas {

// Algorithm 1 as a value: it needs the score of one point after another, in ascending order. A copy can be
// played on with guessed scores.
//
//     k = 1
//     repeat: c = 0, 1, 2, ... while (k,c) is feasible and f(k,c) rises strictly; keep the best c of this k
//             k = k + 1   while the best f of this k rises strictly over the best before
class OccamWalk {
  public:
    bool finished() const { return finished_; }
    PlanePoint needed() const { return needed_; }  // precondition: !finished()
    void decide(double score);                     // of needed()

    // The point with the highest score; none while no k is complete.
    std::optional<PlanePoint> best() const { return best_; }
    // What a score must exceed for certain to let both loops go on.
    double highest() const { return best_score_ > row_score_ ? best_score_ : row_score_; }

  private:
    PlanePoint needed_;
    std::optional<PlanePoint> best_;
    double best_score_ = infeasible_score;
    PlanePoint row_best_;  // of this k
    double row_score_ = infeasible_score;
    bool finished_ = false;
};

}  // namespace nanonas
