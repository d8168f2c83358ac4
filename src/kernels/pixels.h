// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "kernels/planes.h"

namespace nanonas::kernels {

// Bytes that a picture's buffer needs beyond its last pixel.
inline constexpr int pixel_padding = 16;

// Turns 16 pictures, each [height][width][channel] u8, into a pack of floats times `scale`. A null picture
// leaves its lane zero.
void pack_pixels(const std::uint8_t* const pictures[pack_size], float scale, const Planes& out);

}  // namespace nanonas::kernels
