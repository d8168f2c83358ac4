// SPDX-License-Identifier: MIT
// The weight gradient by kernels/bf16_products.h. Here a pair are two rows of a plane: the products of both
// are added up for a tap at once, pixel by pixel in each lane and then over the lanes as reduce_lanes does.
#pragma once

#include "kernels/convolution_algorithm.h"

namespace nanonas::kernels {

extern const WeightGradientPass bf16_weight_gradient;

}  // namespace nanonas::kernels
