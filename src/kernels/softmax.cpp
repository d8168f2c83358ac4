// SPDX-License-Identifier: MIT
// Scalar: a few hundred exponentials a step.
#include "kernels/softmax.h"

#include <algorithm>

#include "kernels/math.h"
#include "kernels/planes.h"

namespace nanonas::kernels {
namespace {

// One sample's logits [class] with stride 16 become exp(logit - largest); returns their sum and the largest.
struct Exponentials {
    double largest = 0;
    double sum = 0;
};

Exponentials exponentials(int classes, float* logits) {
    float largest = logits[0];
    for (int c = 1; c < classes; ++c) largest = std::max(largest, logits[c * pack_size]);
    double sum = 0;
    for (int c = 0; c < classes; ++c) {
        const double e = math::exp(static_cast<double>(logits[c * pack_size]) - largest);
        logits[c * pack_size] = static_cast<float>(e);
        sum += e;
    }
    return {largest, sum};
}

}  // namespace

void softmax(int classes, float* logits) {
    for (int lane = 0; lane < pack_size; ++lane) {
        const double sum = exponentials(classes, logits + lane).sum;
        for (int c = 0; c < classes; ++c) {
            float& value = logits[c * pack_size + lane];
            value = static_cast<float>(value / sum);
        }
    }
}

double softmax_cross_entropy(int classes, const int* labels, int samples, float smoothing, float scale,
                             float* logits) {
    const double rest = static_cast<double>(smoothing) / classes;
    double loss = 0;
    for (int lane = 0; lane < pack_size; ++lane) {
        float* column = logits + lane;
        if (lane >= samples) {
            for (int c = 0; c < classes; ++c) column[c * pack_size] = 0.0f;
            continue;
        }
        double target = 0;  // sum of the logits weighted by their target
        for (int c = 0; c < classes; ++c) target += rest * column[c * pack_size];
        target += (1.0 - static_cast<double>(smoothing)) * column[labels[lane] * pack_size];
        const Exponentials e = exponentials(classes, column);
        loss += e.largest + math::log(e.sum) - target;
        for (int c = 0; c < classes; ++c) {
            const double wanted = rest + (c == labels[lane] ? 1.0 - static_cast<double>(smoothing) : 0.0);
            column[c * pack_size] = static_cast<float>((column[c * pack_size] / e.sum - wanted) * scale);
        }
    }
    return loss;
}

}  // namespace nanonas::kernels
