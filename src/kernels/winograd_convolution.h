// SPDX-License-Identifier: MIT
// The convolution of kernels/winograd_matrices.h. Each transform goes in one direction after the other, and
// each sum over input channels is one fused multiply-add after the other, so that results depend on neither
// SIMD target nor grouping of tiles; reference/winograd.h has the same operations.
#pragma once

#include "kernels/convolution_algorithm.h"

namespace nanonas::kernels {

extern const ConvolutionPasses winograd_convolution;

}  // namespace nanonas::kernels
