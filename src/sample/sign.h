// SPDX-License-Identifier: MIT
// The faces of the sample set's five road signs.
#pragma once

#include <string_view>

#include "base/random.h"
#include "sample/canvas.h"

namespace nanonas::sample {

enum class Sign { crossing, no_entry, speed_limit, stop, yield };

// One copy of a sign, to be painted on a board; inks differ by maker and age.
class SignFace {
  public:
    SignFace(Sign sign, Random& random);
    Layer paint(const Board::Spot& spot) const;

  private:
    float outline(float u, float v) const;  // signed distance to the plate's edge

    Sign sign_;
    std::string_view number_;  // of a speed limit
    Colour red_, blue_, white_, black_;
    float border_;  // width of the red border of a speed limit or a yield sign
};

}  // namespace nanonas::sample
