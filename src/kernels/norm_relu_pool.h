// SPDX-License-Identifier: MIT
// The passes behind a convolution whose output y goes through BatchNorm, ReLU and then 2x2 pooling or the
// mean over pixels, in one reading of one channel of a pack. `samples` is the number of lanes in use (1..16);
// in the others every result is zero.
#pragma once

#include "kernels/batch_norm.h"
#include "kernels/planes.h"

namespace nanonas::kernels {

// z = the maxima of 2x2 pixels of relu(affine(y)); an odd last row or column is left out.
void norm_relu_pool(const Planes& y, int channel, Affine affine, int samples, const Planes& z);

// mean [16] = the mean over pixels of relu(affine(y)).
void norm_relu_mean(const Planes& y, int channel, Affine affine, int samples, float* mean);

// Sums of g and g * y over the pixels where affine(y) > 0; g [16] is the gradient of one pixel.
ChannelSums norm_relu_mean_sums(const Planes& y, int channel, Affine affine, const float* g);

// Sums of g and g * y, where g is the gradient of z and y the value that gave z's maximum. The sums of g * z,
// which ConvolutionPlan::data_gradient takes on its way, are cheaper and, unless gamma is near zero, as
// exact.
ChannelSums norm_relu_pool_sums(const Planes& y, int channel, Affine affine, const Planes& g);

// y becomes its own gradient; g is the gradient of z, and zero where z is. A window's gradient goes to the
// pixel that affine would make the greatest if it did not round, and of equal pixels to the first.
void norm_relu_pool_backward(const Planes& y, int channel, Affine affine, NormGradient gradient, int samples,
                             const Planes& g);

// The same behind the mean; g [16] is the gradient of one pixel.
void norm_relu_mean_backward(const Planes& y, int channel, Affine affine, NormGradient gradient, int samples,
                             const float* g);

}  // namespace nanonas::kernels
