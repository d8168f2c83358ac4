// SPDX-License-Identifier: MIT
#include "training/norm_relu.h"

#include <cmath>

#include "kernels/norm_relu_pool.h"

namespace nanonas {

void NormRelu::add_pack(TrainingPack& pack) {
    moments_.add_pack();
    written_.add_to(pack).threshold = 0;  // a reader's gradient stops where ReLU did
}

void NormRelu::forward(const Batch& batch, TrainingPack& pack, const kernels::Planes& y,
                       kernels::ChannelRange channels) {
    if (batch.packs.size() > 1) return;
    moments_.meet(batch, channels);
    batch.begins(Work::norm);
    for (int c = channels.first; c < channels.end; ++c) reduce(pack, y, c);
}

void NormRelu::meet(const Batch& batch) {
    if (batch.packs.size() > 1) moments_.meet(batch, {0, moments_.channels()});
}

void NormRelu::complete(const Batch& batch, TrainingPack& pack, const kernels::Planes& y) {
    if (batch.packs.size() == 1) return;
    batch.begins(Work::norm);
    for (int c = 0; c < y.channels; ++c) reduce(pack, y, c);
}

void NormReluPool::reduce(const TrainingPack& pack, const kernels::Planes& y, int c) {
    kernels::norm_relu_pool(y, c, moments_.affine(c), pack.samples, written(pack).values.planes);
}

// The reader left the sums of g and g z; BatchNorm wants g and g y, and where g is not zero z = scale y +
// shift. With gamma near zero that division would lose what it divides, and the sums are taken from y.
void NormReluPool::sum_gradient(const Batch& batch, TrainingPack& pack, const kernels::Planes& y) {
    batch.begins(Work::norm_gradient);
    const LayerActivation& activation = written(pack);
    for (int c = 0; c < y.channels; ++c) {
        const kernels::Affine affine = moments_.affine(c);
        kernels::ChannelSums sums = activation.gradient_sums[static_cast<std::size_t>(c)];
        if (std::abs(moments_.gamma(batch, c)) > std::abs(moments_.beta(batch, c)) / 64) {
            sums.product = (sums.product - static_cast<double>(affine.shift) * sums.value) / affine.scale;
        } else {
            sums = kernels::norm_relu_pool_sums(y, c, affine, activation.gradient);
        }
        moments_.gradient_sums(pack)[c] = sums;
    }
}

void NormReluPool::backward(const Batch&, TrainingPack& pack, const kernels::Planes& y,
                            kernels::ChannelRange channels, float*) {
    for (int c = channels.first; c < channels.end; ++c) {
        kernels::norm_relu_pool_backward(y, c, moments_.affine(c), moments_.gradient(c), pack.samples,
                                         written(pack).gradient);
    }
}

void NormReluMean::reduce(const TrainingPack& pack, const kernels::Planes& y, int c) {
    kernels::norm_relu_mean(y, c, moments_.affine(c), pack.samples, written(pack).values.planes.plane(c));
}

void NormReluMean::sum_gradient(const Batch& batch, TrainingPack& pack, const kernels::Planes& y) {
    batch.begins(Work::norm_gradient);
    for (int c = 0; c < y.channels; ++c) {
        moments_.gradient_sums(pack)[c] =
            kernels::norm_relu_mean_sums(y, c, moments_.affine(c), written(pack).gradient.plane(c));
    }
}

void NormReluMean::backward(const Batch&, TrainingPack& pack, const kernels::Planes& y,
                            kernels::ChannelRange channels, float*) {
    for (int c = channels.first; c < channels.end; ++c) {
        kernels::norm_relu_mean_backward(y, c, moments_.affine(c), moments_.gradient(c), pack.samples,
                                         written(pack).gradient.plane(c));
    }
}

}  // namespace nanonas
