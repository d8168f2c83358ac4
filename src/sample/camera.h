// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <vector>

#include "base/random.h"
#include "sample/canvas.h"

namespace nanonas::sample {

// What a cheap camera makes of a scene: focus, exposure, colour cast, stray light, vignette and noise.
class Camera {
  public:
    explicit Camera(Random& random);
    // [side][side][3] u8 rgb; the canvas is used up.
    std::vector<std::uint8_t> expose(Canvas& canvas, Random& random) const;

  private:
    float focus_, exposure_, veil_, saturation_, vignette_, noise_;
    Colour cast_, veil_colour_;
};

}  // namespace nanonas::sample
