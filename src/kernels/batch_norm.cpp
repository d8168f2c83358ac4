// SPDX-License-Identifier: MIT
#include "kernels/batch_norm.h"

#include <algorithm>
#include <cmath>

namespace nanonas::kernels {

Moments moments(ChannelSums sums, double count) {
    const double mean = sums.value / count;
    return {mean, std::max(0.0, sums.product / count - mean * mean)};
}

Affine norm_affine(float gamma, float beta, const Moments& m) {
    const double scale = gamma / std::sqrt(m.variance + norm_epsilon);
    return {static_cast<float>(scale), static_cast<float>(beta - m.mean * scale)};
}

NormBackward norm_backward(ChannelSums sums, double count, float gamma, const Moments& m) {
    const double sigma = std::sqrt(m.variance + norm_epsilon);
    const double gamma_gradient = (sums.product - m.mean * sums.value) / sigma;
    const double scale = gamma / sigma;
    const double slope = scale * gamma_gradient / (sigma * count);
    const double offset = scale * sums.value / count - slope * m.mean;
    return {{static_cast<float>(scale), static_cast<float>(slope), static_cast<float>(offset)},
            static_cast<float>(gamma_gradient),
            static_cast<float>(sums.value)};
}

}  // namespace nanonas::kernels
