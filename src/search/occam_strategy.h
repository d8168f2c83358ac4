// SPDX-License-Identifier: MIT
#pragma once

#include "nanonas/strategy.h"

namespace nanonas {

// Algorithm 1 (search/occam_walk.h) over the plane of a (k, c) family: asks for one point after another, in
// ascending order, and guesses the points after it by the row before.
class OccamStrategy : public Strategy {
  public:
    explicit OccamStrategy(const SearchSpace& space) : space_(space) {}
    static std::unique_ptr<Strategy> make(const SearchSpace& space, const std::vector<PlanePoint>&) {
        return std::make_unique<OccamStrategy>(space);
    }

    std::vector<Trial> next(History history) const override;
    std::vector<Trial> likely(History history, const KnownScore& known, std::size_t count) const override;
    bool passed(History history, const Trial& trial) const override;
    Result<Candidate> result(History history) const override;

  private:
    const SearchSpace space_;
};

}  // namespace nanonas
