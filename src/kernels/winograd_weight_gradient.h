// SPDX-License-Identifier: MIT
// The weight gradient of kernels/winograd_matrices.h. With output channels in the lanes, each of the 36
// positions of the transformed tiles is a matrix product of inputs and gradients over tiles and samples,
// summed up in the order of tiles, row by row, and within a tile of samples.
#pragma once

#include "kernels/convolution_algorithm.h"

namespace nanonas::kernels {

extern const WeightGradientPass winograd_weight_gradient;

}  // namespace nanonas::kernels
