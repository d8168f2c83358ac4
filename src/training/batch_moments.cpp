// SPDX-License-Identifier: MIT
#include "training/batch_moments.h"

#include <algorithm>

namespace nanonas {

BatchMoments::BatchMoments(std::size_t layer, const ParameterRanges& ranges, std::int64_t pixels)
    : layer_(layer),
      ranges_(ranges),
      pixels_(static_cast<double>(pixels)),
      moments_(ranges.gamma.size),
      affine_(ranges.gamma.size),
      gradient_(ranges.gamma.size),
      moving_mean_(ranges.gamma.size, 0.0f),
      moving_variance_(ranges.gamma.size, 1.0f) {}

void BatchMoments::add_pack() {
    PackSums& pack = packs_.emplace_back();
    pack.forward.resize(affine_.size());
    pack.backward.resize(affine_.size());
}

void BatchMoments::meet(const Batch& batch, kernels::ChannelRange channels) {
    const double values = count(batch);
    const float share = 1.0f - batch.options.norm_momentum;
    for (int channel = channels.first; channel < channels.end; ++channel) {
        const auto c = static_cast<std::size_t>(channel);
        kernels::ChannelSums sums;
        for (std::size_t p = 0; p < batch.packs.size(); ++p) {
            sums.value += packs_[p].forward[c].value;
            sums.product += packs_[p].forward[c].product;
        }
        const kernels::Moments m = kernels::moments(sums, values);
        moments_[c] = m;
        affine_[c] = kernels::norm_affine(gamma(batch, channel), beta(batch, channel), m);
        moving_mean_[c] -= (moving_mean_[c] - static_cast<float>(m.mean)) * share;
        const double unbiased = m.variance * values / std::max(1.0, values - 1);
        moving_variance_[c] -= (moving_variance_[c] - static_cast<float>(unbiased)) * share;
    }
}

void BatchMoments::meet_gradient(const Batch& batch) {
    float* parameter_gradient = batch.packs[0].parameter_gradient.data();
    for (std::size_t c = 0; c < gradient_.size(); ++c) {
        kernels::ChannelSums sums;
        for (std::size_t p = 0; p < batch.packs.size(); ++p) {
            sums.value += packs_[p].backward[c].value;
            sums.product += packs_[p].backward[c].product;
        }
        const kernels::NormBackward back =
            kernels::norm_backward(sums, count(batch), gamma(batch, static_cast<int>(c)), moments_[c]);
        gradient_[c] = back.input;
        parameter_gradient[ranges_.gamma.offset + c] = back.gamma;
        parameter_gradient[ranges_.beta.offset + c] = back.beta;
    }
}

void BatchMoments::write_averages(std::span<LayerParameters> layers) const {
    layers[layer_].norm.mean = moving_mean_;
    layers[layer_].norm.variance = moving_variance_;
}

}  // namespace nanonas
