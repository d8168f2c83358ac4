// SPDX-License-Identifier: MIT
// How a plane is cut into the tiles of kernels/winograd_matrices.h.
#pragma once

#include <algorithm>
#include <cstddef>

#include "kernels/convolution_shape.h"
#include "kernels/planes.h"
#include "kernels/winograd_matrices.h"

namespace nanonas::kernels {

// Tiles along a side of a plane.
inline int winograd_tiles(int side) {
    return (side + winograd_tile - 1) / winograd_tile;
}

// The tiles whose transformed inputs and outputs are worked on together, because they fit the second level
// cache; at least one, at most four.
inline int winograd_tiles_at_once(const ConvolutionShape& shape) {
    constexpr int most_channels = 216;
    const int tiles = winograd_tiles(shape.height) * winograd_tiles(shape.width);
    return std::clamp(most_channels / (shape.in_channels + shape.out_channels), 1, std::min(tiles, 4));
}

}  // namespace nanonas::kernels
