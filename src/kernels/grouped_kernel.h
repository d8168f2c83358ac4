// SPDX-License-Identifier: MIT
// A kernel in the order in which direct and bf16 convolution read it: [group][channel read][9][channel of the
// group], for the data gradient with the nine taps in reverse order.
#pragma once

#include <cstddef>

#include "kernels/convolution_algorithm.h"

namespace nanonas::kernels {

std::size_t grouped_kernel_floats(const ConvolutionShape& shape);

// kernel is [out][in][3][3], in and out being the layer's.
void group_kernel(const ConvolutionPass& pass, const float* kernel, float* packed);

}  // namespace nanonas::kernels
