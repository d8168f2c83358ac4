// SPDX-License-Identifier: MIT
#pragma once

namespace nanonas::kernels {

// out[j] = the sum of the 16 lanes of sums[j][16]. Every sum of floats over lanes has this order: i and i+8
// are added, then i and i+4, i+2, i+1. `sums` is 64-byte aligned.
void reduce_lanes(const float* sums, int count, float* out);

}  // namespace nanonas::kernels
