// SPDX-License-Identifier: MIT
#pragma once

namespace nanonas::kernels {

// logits [class][16] become probabilities.
void softmax(int classes, float* logits);

// Softmax and cross-entropy against (1 - smoothing) one_hot(label) + smoothing / classes: logits become their
// gradient times `scale`, which is zero in lanes from `samples` on. Returns the sum of the samples' losses.
double softmax_cross_entropy(int classes, const int* labels, int samples, float smoothing, float scale,
                             float* logits);

}  // namespace nanonas::kernels
