// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <vector>

namespace nanonas {

// An output pixel between two input pixels: lower + (upper - lower) * weight. Where they are not the same
// pixel, upper = lower + 1 and the weight is a multiple of 2^-24.
struct Between {
    std::int64_t lower = 0, upper = 0;
    float weight = 0;  // 0 <= weight < 1
};

// Where the centres of the output's pixels lie in the input, in single precision as
// tensorflow/core/kernels/image/resize_bilinear_op.cc computes it.
std::vector<Between> interpolation(int out_size, std::int64_t in_size);

}  // namespace nanonas
