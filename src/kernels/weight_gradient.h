// SPDX-License-Identifier: MIT
// The gradient of a 3x3 convolution's kernel: kernel[o][i][ky][kx] is multiplied with in[i][y+ky-1][x+kx-1]
// in output [o][y][x].
#pragma once

#include "kernels/planes.h"

namespace nanonas::kernels {

// gradient[o][i][ky][kx] = sum over pixels and samples of out_gradient * in, for outputs [first, end);
// gradient is [out][in][3][3], and what it held is overwritten. Each lane sums its pixels row by row, then
// the lanes are summed as in reduce_lanes.
void weight_gradient(const Planes& in, const Planes& out_gradient, int first, int end, float* gradient);

}  // namespace nanonas::kernels
