// SPDX-License-Identifier: MIT
// The gradient of a 3x3 convolution's kernel: kernel[o][i][ky][kx] is multiplied with in[i][y+ky-1][x+kx-1]
// in output [o][y][x].
#pragma once

#include "kernels/planes.h"

namespace nanonas::kernels {

// gradient[o][i][ky][kx] = sum over pixels and samples of out_gradient * in, for outputs [first, end);
// gradient is [out][in][3][3], and what it held is overwritten. The order of the sums depends on the plane
// and the outputs alone: each lane its pixels row by row, then the lanes as in reduce_lanes; but on planes of
// up to small_plane pixels each whole 16 of the outputs, and 12 and more that remain, by
// small_plane_gradient.
void weight_gradient(const Planes& in, const Planes& out_gradient, int first, int end, float* gradient);

// The same for at most small_plane pixels: one sum over pixels, row by row, and within a pixel over samples.
inline constexpr int small_plane = 16;
void small_plane_gradient(const Planes& in, const Planes& out_gradient, int first, int end, float* gradient);

// How many outputs to ask for at once: all on small planes, else few, so that a caller can take them while
// they are in the cache.
inline int outputs_at_once(const Planes& out_gradient) {
    return out_gradient.height * out_gradient.width <= small_plane ? out_gradient.channels : 3;
}

}  // namespace nanonas::kernels
