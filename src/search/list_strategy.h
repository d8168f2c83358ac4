// SPDX-License-Identifier: MIT
#pragma once

#include "nanonas/strategy.h"

namespace nanonas {

// Decides exactly the points that the user lists, at least one, in their order.
class ListStrategy : public Strategy {
  public:
    ListStrategy(const SearchSpace& space, const std::vector<PlanePoint>& listed);
    static std::unique_ptr<Strategy> make(const SearchSpace& space, const std::vector<PlanePoint>& listed) {
        return std::make_unique<ListStrategy>(space, listed);
    }

    std::vector<Trial> next(History history) const override;
    Result<Candidate> result(History history) const override;

  private:
    std::vector<Trial> trials_;
};

}  // namespace nanonas
