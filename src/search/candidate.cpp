// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>

#include "base/random.h"
#include "nanonas/search.h"
#include "search/occam_walk.h"

namespace nanonas {

double Candidate::score() const {
    if (!evaluation) return OccamWalk::infeasible;
    double best = 0;
    for (double accuracy : evaluation->val_accuracy) best = std::max(best, accuracy);
    return std::round(best * 1000) / 1000;
}

std::uint64_t candidate_seed(std::uint64_t seed, const Architecture& architecture) {
    const auto k = static_cast<std::uint64_t>(architecture.k), c = static_cast<std::uint64_t>(architecture.c);
    return derive_seed(seed, RandomPurpose::candidate, k << 32 | c);
}

}  // namespace nanonas
