// SPDX-License-Identifier: MIT
// The 3x3 convolution by Winograd's F(4x4, 3x3) (Lavin and Gray, 2016): tiles of 4x4 outputs cost 36
// multiplications for each pair of channels in place of 144. With d a tile's window of 6x6 inputs and g the
// kernel,
//     out = A' [sum over channels of (G g G') . (B' d B)] A,
// each transform one direction after the other, each sum over input channels one fused multiply-add after the
// other: the bits depend on neither SIMD target nor grouping of tiles. reference/winograd.h is the scalar
// twin.
//
// The points of interpolation are 0, infinity, and the roots of two and of a half with both signs. B' stays
// small with them (Barabasz et al., Error analysis and improving the accuracy of Winograd convolution for
// deep neural networks, 2020, on why that matters), and their inverses are the same points. The product over
// the finite ones but 0 is p = x^4 - 5/2 x^2 + 1; with a such a one,
//     B': of 0 p, of infinity x p, of a the product over 0 and the others, by powers of x;
//     G: of a (1, a, a^2) / 6, for a half's roots doubled; A': of a (1, a, a^2, a^3), for those times -2.
#pragma once

#include <algorithm>
#include <cstddef>

#include "kernels/convolution.h"

namespace nanonas::kernels {

inline constexpr int winograd_tile = 4, winograd_window = 6;  // rows and columns of outputs, of inputs
inline constexpr float winograd_root = 1.41421356f;           // of two

// Tiles along a side of a plane.
inline int winograd_tiles(int side) {
    return (side + winograd_tile - 1) / winograd_tile;
}

// The tiles whose transformed inputs and outputs are worked on together, in the second level cache; at least
// one, at most four.
inline int winograd_tiles_at_once(const Planes& in, int out) {
    constexpr int most_channels = 216;
    const int tiles = winograd_tiles(in.height) * winograd_tiles(in.width);
    return std::clamp(most_channels / (in.channels + out), 1, std::min(tiles, 4));
}

// How many times faster than the direct way this one is taken to be for a layer with so many channels on both
// sides, forward and data gradient alike. A figure of the shape alone, for on every CPU the choice must be
// the same.
double winograd_gain(int channels, int other_channels, int height, int width);

// Floats of a transformed kernel: [6][6][in][out rounded up to 16].
std::size_t winograd_floats(int in, int out);

// kernel [out][in][3][3] to G g G'. Forward and data gradient read the same: turning a kernel only changes
// places in the result.
void winograd_kernel(const float* kernel, int in, int out, float* transformed);

// Floats of scratch that a call needs.
std::size_t winograd_scratch(const Planes& in, int out);

// As convolve, convolve_gradient and convolve_bias_relu of kernels/convolution.h; first_row is a multiple
// of 4.
void winograd(const ConvolutionBlock& block, ChannelSums* sums);
void winograd_gradient(const ConvolutionBlock& block, const Planes& forward, float threshold,
                       ChannelSums* sums);
void winograd_bias_relu(const ConvolutionBlock& block, const float* bias, int first_row);

// The gradient of a layer's kernel in the same manner, F(3x3, 4x4): with r a tile's 4x4 gradients,
//     A' [sum over tiles and samples of (G r G') . (B' d B)] A,
// sums in the order of tiles, row by row, and within a tile of samples; for all outputs, as weight_gradient.
double winograd_weight_gradient_gain(int in, int out, int height, int width);
std::size_t winograd_weight_gradient_scratch(const Planes& in, int out);
void winograd_weight_gradient(const Planes& in, const Planes& out_gradient, float* gradient, float* scratch);

}  // namespace nanonas::kernels
