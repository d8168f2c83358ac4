// SPDX-License-Identifier: MIT
// The convolution by its definition. Every output is the sum over input channels, then kernel rows, then
// kernel columns, one fused multiply-add after the other, whatever the tile and the SIMD target.
#pragma once

#include "kernels/convolution_algorithm.h"

namespace nanonas::kernels {

extern const ConvolutionPasses direct_convolution;

}  // namespace nanonas::kernels
