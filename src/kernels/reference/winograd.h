// SPDX-License-Identifier: MIT
// The scalar references of Winograd's convolution and weight gradient. Those by matrices follow the formulas
// of kernels/winograd_matrices.h in double precision, so that they equal the definitions of
// reference/layers.h; the others have the kernels' operations in the kernels' order, so that the kernels
// equal them bit for bit.
#pragma once

#include <span>
#include <vector>

namespace nanonas::reference {

// One sample: in [in_channels][height][width], kernel [out_channels][in_channels][3][3]; returns
// [out_channels][height][width].
std::vector<float> winograd(std::span<const float> in, int in_channels, int height, int width,
                            std::span<const float> kernel, int out_channels);
std::vector<double> winograd_by_matrices(std::span<const float> in, int in_channels, int height, int width,
                                         std::span<const float> kernel, int out_channels);

// The gradient [out_channels][in_channels][3][3] of the kernel from samples of in and of the output's
// gradient [out_channels][height][width].
std::vector<float> winograd_weight_gradient(std::span<const std::vector<float>> in, int in_channels,
                                            int height, int width,
                                            std::span<const std::vector<float>> out_gradient,
                                            int out_channels);
std::vector<double> winograd_weight_gradient_by_matrices(std::span<const std::vector<float>> in,
                                                         int in_channels, int height, int width,
                                                         std::span<const std::vector<float>> out_gradient,
                                                         int out_channels);

}  // namespace nanonas::reference
