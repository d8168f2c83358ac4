// SPDX-License-Identifier: MIT
// The dense layer on a pack.
#pragma once

namespace nanonas::kernels {

struct DenseShape {
    int features = 0;
    int classes = 0;
};

// logits [class][16] = kernel [class][feature] * features [feature][16] + bias [class]
void dense(DenseShape shape, const float* kernel, const float* bias, const float* features, float* logits);

// The gradients that follow from that of the logits, `logits_gradient` [class][16]. What the results held is
// overwritten.
void dense_backward(DenseShape shape, const float* kernel, const float* features,
                    const float* logits_gradient, float* kernel_gradient, float* bias_gradient,
                    float* features_gradient);

}  // namespace nanonas::kernels
