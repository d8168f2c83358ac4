// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

namespace nanonas::kernels {

// One step of Adam as Keras 2.14 does it, with beta 0.9 and 0.999 and epsilon 1e-7 outside the bias
// correction: m += (g - m) 0.1, v += (g^2 - v) 0.001, weight -= weight * decay + rate m / (sqrt(v) +
// epsilon).
struct AdamStep {
    float rate = 0;   // learning rate * sqrt(1 - 0.999^t) / (1 - 0.9^t)
    float decay = 0;  // learning rate * weight decay, as AdamW
};

// The arrays have `count` floats, a multiple of 16, and are 64-byte aligned.
void adam(AdamStep step, std::size_t count, const float* gradient, float* weight, float* m, float* v);

}  // namespace nanonas::kernels
