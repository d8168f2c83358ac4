// SPDX-License-Identifier: MIT
// What BatchNorm needs of a channel, and its passes over one channel of a pack. `samples` is how many lanes
// of the pack are in use (1..16): in the others every result is zero.
#pragma once

#include "kernels/planes.h"

namespace nanonas::kernels {

// Sums over a channel's pixels and samples: along a row in float, one sum a lane, then rows, then lanes (lane
// i and i+8, i+4, i+2, i+1) in double.
struct ChannelSums {
    double value = 0;
    double product = 0;
};

// x -> scale x + shift
struct Affine {
    float scale = 1;
    float shift = 0;
};

// BatchNorm's gradient with respect to its input x, given the gradient g of its output:
// scale g - slope x - offset, where scale = gamma / sigma, slope and offset hold the two means over the
// batch.
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

// `sums` of g and g * x over `count` values, g the gradient of BatchNorm's output and x its input.
struct NormBackward {
    NormGradient input;
    float gamma = 0, beta = 0;  // gradients of the two
};
NormBackward norm_backward(ChannelSums sums, double count, float gamma, const Moments& moments);

// ---- Variant current: z = pool(relu(affine(y))), or mean(relu(affine(y))) after the last convolution ----

// z = the maxima of 2x2 pixels of relu(affine(y)); an odd last row or column is left out.
void norm_relu_pool(const Planes& y, int channel, Affine affine, int samples, const Planes& z);

// mean [16] = the mean over pixels of relu(affine(y)).
void norm_relu_mean(const Planes& y, int channel, Affine affine, int samples, float* mean);

// Sums of g and g * y over the pixels where affine(y) > 0; g [16] is the gradient of one pixel.
ChannelSums norm_relu_mean_sums(const Planes& y, int channel, Affine affine, const float* g);

// Sums of g and g * (the y that gave the maximum z). What convolve_gradient sums with z in place of y is
// cheaper and, unless gamma is near zero, as exact.
ChannelSums norm_relu_pool_sums(const Planes& y, int channel, Affine affine, const Planes& g);

// y = its own gradient; g is the gradient of z, zero where z is. The window's pixel that affine makes
// greatest takes it, had it no rounding; the first of equal ones.
void norm_relu_pool_backward(const Planes& y, int channel, Affine affine, NormGradient gradient, int samples,
                             const Planes& g);
void norm_relu_mean_backward(const Planes& y, int channel, Affine affine, NormGradient gradient, int samples,
                             const float* g);

// ---- Variant prime23: u = affine(pool(y)), y = relu(convolution(u) + bias) ----

// Sums of x and x^2.
ChannelSums channel_sums(const Planes& x, int channel);

// x = the maxima of 2x2 pixels of y; returns the sums of x and x^2.
ChannelSums pool(const Planes& y, int channel, const Planes& x);

// u = affine(x); u may be x.
void norm(const Planes& x, int channel, Affine affine, int samples, const Planes& u);

// mean [16] = the mean over pixels of y.
void mean(const Planes& y, int channel, float* mean);

// y = its own gradient before the ReLU; g the gradient of u. Returns the sum of it: the gradient of the bias.
double pool_norm_backward(const Planes& y, int channel, NormGradient gradient, int samples, const Planes& x,
                          const Planes& g);

// The same behind the last convolution; g [16] is the gradient of one pixel.
double mean_backward(const Planes& y, int channel, const float* g);

// ---- Inference, a pair of rows at a time ----

// out [width / 2][16] = affine(the maxima of 2x2 pixels) of two rows.
void pool_norm_rows(const Planes& rows, int channel, Affine affine, float* out);

// sums [16] += every pixel.
void add_pixels(const Planes& rows, int channel, float* sums);

}  // namespace nanonas::kernels
