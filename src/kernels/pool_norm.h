// SPDX-License-Identifier: MIT
// The passes where BatchNorm follows pooling and precedes the next convolution: u = affine(pool(y)), where y
// is a convolution's output after bias and ReLU. `samples` is the number of lanes in use (1..16); in the
// others every result is zero.
#pragma once

#include "kernels/batch_norm.h"
#include "kernels/planes.h"

namespace nanonas::kernels {

// Sums of x and x^2.
ChannelSums channel_sums(const Planes& x, int channel);

// x = the maxima of 2x2 pixels of y; returns the sums of x and x^2.
ChannelSums pool(const Planes& y, int channel, const Planes& x);

// u = affine(x); u may be x.
void norm(const Planes& x, int channel, Affine affine, int samples, const Planes& u);

// mean [16] = the mean over pixels of y.
void mean(const Planes& y, int channel, float* mean);

// y becomes its own gradient before the ReLU; g is the gradient of u, and x what was pooled. Returns the sum
// of that gradient, which is the gradient of the bias.
double pool_norm_backward(const Planes& y, int channel, NormGradient gradient, int samples, const Planes& x,
                          const Planes& g);

// The same behind the mean; g [16] is the gradient of one pixel.
double mean_backward(const Planes& y, int channel, const float* g);

// Inference takes y by bands: out [width / 2][16] = affine(the maxima of 2x2 pixels) of two rows.
void pool_norm_rows(const Planes& rows, int channel, Affine affine, float* out);

// sums [16] += every pixel.
void add_pixels(const Planes& rows, int channel, float* sums);

}  // namespace nanonas::kernels
