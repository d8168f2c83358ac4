// SPDX-License-Identifier: MIT
// The weight gradient by its definition. The order of its sums depends on the plane alone: each lane adds up
// its pixels row by row, and then the lanes are added up as reduce_lanes does.
#pragma once

#include "kernels/convolution_algorithm.h"

namespace nanonas::kernels {

// On planes of at most so many pixels the sums over lanes would cost more than the products; see
// kernels/small_plane_weight_gradient.h.
inline constexpr int small_plane = 16;

extern const WeightGradientPass direct_weight_gradient;

}  // namespace nanonas::kernels
