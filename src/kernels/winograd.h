// SPDX-License-Identifier: MIT
// The 3x3 convolution by Winograd's F(2x2, 3x3) (Lavin and Gray, 2016): tiles of 2x2 outputs cost 16
// multiplications for each pair of channels in place of 36. With d a tile's 4x4 inputs and g the kernel,
//     out = A' [sum over channels of (G g G') . (B' d B)] A,
// each transform rows first, each sum over input channels one fused multiply-add after the other: the bits
// depend on neither SIMD target nor grouping of tiles. reference/winograd.h is the scalar twin.
#pragma once

#include <cstddef>

#include "kernels/convolution.h"

namespace nanonas::kernels {

// Whether a layer with so many channels on both sides takes this way, forward and data gradient alike. Fixed
// by shape: on every CPU the same.
bool takes_winograd(int channels, int other_channels, int height, int width);

// Floats of a transformed kernel: [16][in][out rounded up to 16].
std::size_t winograd_floats(int in, int out);

// kernel [out][in][3][3] to G g G'. Forward and data gradient read the same: turning a kernel only changes
// places in the result.
void winograd_kernel(const float* kernel, int in, int out, float* transformed);

// Floats of scratch that a call needs.
std::size_t winograd_scratch(int in, int out);

// As convolve, convolve_gradient and convolve_bias_relu of kernels/convolution.h; first_row is even.
void winograd(const ConvolutionBlock& block, ChannelSums* sums);
void winograd_gradient(const ConvolutionBlock& block, const Planes& forward, float threshold,
                       ChannelSums* sums);
void winograd_bias_relu(const ConvolutionBlock& block, const float* bias, int first_row);

}  // namespace nanonas::kernels
