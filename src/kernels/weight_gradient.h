// SPDX-License-Identifier: MIT
// The gradient of a 3x3 convolution's kernel: kernel[o][i][ky][kx] is multiplied with in[i][y+ky-1][x+kx-1]
// in output [o][y][x].
#pragma once

#include "kernels/output_blocks.h"

namespace nanonas::kernels {

struct WeightGradient {
    Planes in, out_gradient;
    Algorithm algorithm = Algorithm::direct;
    float* scratch = nullptr;  // weight_gradient_scratch floats, 64-byte aligned
};

// Chosen by shape alone; with `bf16`, on a CPU that has it (kernels/bf16.h), products may be of rounded
// factors.
Algorithm weight_gradient_algorithm(int in, int out, int height, int width, bool bf16 = false);
std::size_t weight_gradient_scratch(Algorithm algorithm, const Planes& in, int out);

// How many outputs to ask for at once: all, or few, so that a caller can take them while they are in the
// cache.
int outputs_at_once(Algorithm algorithm, const Planes& out_gradient);

// gradient[o][i][ky][kx] = sum over pixels and samples of out_gradient * in, for outputs [first, end);
// gradient is [out][in][3][3], and what it held is overwritten. Directly, the order of the sums depends on
// the plane and the outputs alone: each lane its pixels row by row, then the lanes as in reduce_lanes; but on
// planes of up to small_plane pixels each whole 16 of the outputs, and 12 and more that remain, by
// small_plane_gradient.
void weight_gradient(const WeightGradient& planes, int first, int end, float* gradient);

// The same for at most small_plane pixels: one sum over pixels, row by row, and within a pixel over samples.
inline constexpr int small_plane = 16;
void small_plane_gradient(const Planes& in, const Planes& out_gradient, int first, int end, float* gradient);

}  // namespace nanonas::kernels
