// SPDX-License-Identifier: MIT
// The weight gradient on planes of a few pixels is a matrix product with output channels in the lanes,
// because there the sums over lanes would cost more than the products. Each sum is over pixels, row by row,
// and within a pixel over samples.
#pragma once

#include "kernels/convolution_algorithm.h"

namespace nanonas::kernels {

extern const WeightGradientPass small_plane_weight_gradient;

}  // namespace nanonas::kernels
