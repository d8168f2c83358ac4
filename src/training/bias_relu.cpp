// SPDX-License-Identifier: MIT
#include "training/bias_relu.h"

#include <algorithm>

#include "kernels/pool_norm.h"

namespace nanonas {

void ReluPool::add_pack(TrainingPack& pack) {
    LayerActivation& activation = written_.add_to(pack);
    if (!moments_) return;
    moments_->add_pack();
    const kernels::Planes& shape = activation.values.planes;
    activation.normalised = kernels::OwnedPlanes(shape.channels, shape.height, shape.width);
}

void ReluPool::release() {
    if (moments_) moments_->release();
}

void ReluPool::forward(const Batch& batch, TrainingPack& pack, const kernels::Planes& y,
                       kernels::ChannelRange channels) {
    const kernels::Planes& pooled = pack.activations[written_.index].values.planes;
    batch.begins(Work::norm);
    for (int c = channels.first; c < channels.end; ++c) {
        const kernels::ChannelSums sums = kernels::pool(y, c, pooled);
        if (moments_) moments_->sums(pack)[c] = sums;
    }
}

void ReluPool::complete(const Batch& batch, TrainingPack& pack, const kernels::Planes&) {
    const LayerActivation& activation = pack.activations[written_.index];
    batch.begins(Work::norm);
    for (int c = 0; c < moments_->channels(); ++c) {
        kernels::norm(activation.values.planes, c, moments_->affine(c), pack.samples,
                      activation.normalised.planes);
    }
}

void ReluPool::sum_gradient(const Batch&, TrainingPack& pack, const kernels::Planes&) {
    std::ranges::copy(pack.activations[written_.index].gradient_sums, moments_->gradient_sums(pack));
}

void ReluPool::backward(const Batch&, TrainingPack& pack, const kernels::Planes& y,
                        kernels::ChannelRange channels, float* bias_gradient) {
    const LayerActivation& activation = pack.activations[written_.index];
    for (int c = channels.first; c < channels.end; ++c) {
        const kernels::NormGradient norm = moments_ ? moments_->gradient(c) : kernels::NormGradient{};
        bias_gradient[c] = static_cast<float>(kernels::pool_norm_backward(
            y, c, norm, pack.samples, activation.values.planes, activation.gradient));
    }
}

void ReluPool::write_averages(std::span<LayerParameters> layers) const {
    if (moments_) moments_->write_averages(layers);
}

void ReluMean::forward(const Batch& batch, TrainingPack& pack, const kernels::Planes& y,
                       kernels::ChannelRange channels) {
    const kernels::Planes& means = pack.activations[written_.index].values.planes;
    batch.begins(Work::norm);
    for (int c = channels.first; c < channels.end; ++c) kernels::mean(y, c, means.plane(c));
}

void ReluMean::backward(const Batch&, TrainingPack& pack, const kernels::Planes& y,
                        kernels::ChannelRange channels, float* bias_gradient) {
    const kernels::Planes& gradient = pack.activations[written_.index].gradient;
    for (int c = channels.first; c < channels.end; ++c)
        bias_gradient[c] = static_cast<float>(kernels::mean_backward(y, c, gradient.plane(c)));
}

}  // namespace nanonas
