// SPDX-License-Identifier: MIT
// The direct algorithm with pairs of input channels in place of channels and kernels/bf16_products.h in place
// of float products. An input's pairs are made in scratch once for all groups.
#pragma once

#include "kernels/convolution_algorithm.h"

namespace nanonas::kernels {

extern const ConvolutionPasses bf16_convolution;

}  // namespace nanonas::kernels
