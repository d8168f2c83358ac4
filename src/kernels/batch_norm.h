// SPDX-License-Identifier: MIT
// The arithmetic of BatchNorm on one channel's sums. The passes over pixels, which take these sums and apply
// the result, are in kernels/norm_relu_pool.h and kernels/pool_norm.h.
#pragma once

namespace nanonas::kernels {

// Sums over a channel's pixels and samples. They are taken along a row in float, one sum a lane, then over
// rows and at last over lanes (i and i+8, i+4, i+2, i+1) in double.
struct ChannelSums {
    double value = 0;
    double product = 0;
};

// x -> scale x + shift
struct Affine {
    float scale = 1;
    float shift = 0;
};

// BatchNorm's gradient with respect to its input x is scale g - slope x - offset, where g is the gradient of
// its output and scale = gamma / sigma; slope and offset hold the two means over the batch.
struct NormGradient {
    float scale = 1;
    float slope = 0;
    float offset = 0;
};

inline constexpr double norm_epsilon = 1e-3;  // Keras' default

// Of a channel over a batch; the variance is the biased one.
struct Moments {
    double mean = 0;
    double variance = 0;
};

// From the sums of x and x^2 over `count` values.
Moments moments(ChannelSums sums, double count);

// gamma (x - mean) / sqrt(variance + epsilon) + beta
Affine norm_affine(float gamma, float beta, const Moments& moments);

// `sums` of g and g * x over `count` values, where g is the gradient of BatchNorm's output and x its input.
struct NormBackward {
    NormGradient input;
    float gamma = 0, beta = 0;  // gradients of the two
};
NormBackward norm_backward(ChannelSums sums, double count, float gamma, const Moments& moments);

}  // namespace nanonas::kernels
