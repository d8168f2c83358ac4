// SPDX-License-Identifier: MIT
// The classifier on a pack: dense layer, softmax and cross-entropy.
#pragma once

#include <cstdint>

#include "kernels/planes.h"

namespace nanonas::kernels {

struct DenseShape {
    int features = 0;
    int classes = 0;
};

// logits [class][16] = kernel [class][feature] * features [feature][16] + bias [class]
void dense(DenseShape shape, const float* kernel, const float* bias, const float* features, float* logits);

// Gradients from that of the logits, `logits_gradient` [class][16]. All results are overwritten.
void dense_backward(DenseShape shape, const float* kernel, const float* features,
                    const float* logits_gradient, float* kernel_gradient, float* bias_gradient,
                    float* features_gradient);

// logits [class][16] become probabilities.
void softmax(int classes, float* logits);

// Softmax and cross-entropy against (1 - smoothing) one_hot(label) + smoothing / classes: logits become their
// gradient times `scale` (zero in lanes from `samples` on). Returns the sum of the samples' losses.
double softmax_cross_entropy(int classes, const int* labels, int samples, float smoothing, float scale,
                             float* logits);

}  // namespace nanonas::kernels
