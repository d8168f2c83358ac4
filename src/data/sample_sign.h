// SPDX-License-Identifier: MIT
// The faces of the sample set's five road signs.
#pragma once

#include <string_view>

#include "base/random.h"
#include "data/sample_canvas.h"

namespace nanonas::sample {

enum class Sign { crossing, no_entry, speed_limit, stop, yield };

// One copy of a sign: inks differ by maker and age.
struct SignFace {
    Sign sign;
    std::string_view number;  // of a speed limit
    Colour red, blue, white, black;
    float border;  // width of the red border of a speed limit or a yield sign

    SignFace(Sign kind, Random& random);
    Layer paint(const Board::Spot& spot) const;

  private:
    float outline(float u, float v) const;  // signed distance to the plate's edge
};

}  // namespace nanonas::sample
