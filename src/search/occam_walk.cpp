// SPDX-License-Identifier: MIT
#include "search/occam_walk.h"

namespace nanonas {

void OccamWalk::decide(double score) {
    if (score > row_score_) {
        row_best_ = needed_;
        row_score_ = score;
        ++needed_.c;
        return;
    }
    if (row_score_ > best_score_) {
        best_ = row_best_;
        best_score_ = row_score_;
        needed_ = {needed_.k + 1, 0};
        row_score_ = infeasible_score;
        return;
    }
    finished_ = true;
}

}  // namespace nanonas
