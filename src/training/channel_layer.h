// SPDX-License-Identifier: MIT
// What follows a convolution and works on each channel by itself, up to where the next layer reads: one or
// more layers of the list. The convolution hands it a few channels at a time, so that they are still in the
// cache, forward and backward.
#pragma once

#include <span>

#include "training/training_layer.h"

namespace nanonas {

// As TrainingLayer, except that `y` is the convolution's output of the pack, all channels.
class ChannelLayer {
  public:
    virtual ~ChannelLayer() = default;

    virtual void add_pack(TrainingPack& pack) = 0;
    virtual void release() {}

    // Where the convolution leaves the sums of y and y^2, [channel]. Where it is null, a bias and ReLU follow
    // the convolution, and these it takes upon itself.
    virtual kernels::ChannelSums* sums(const TrainingPack&) { return nullptr; }

    virtual void forward(const Batch& batch, TrainingPack& pack, const kernels::Planes& y,
                         kernels::ChannelRange channels) = 0;
    // y becomes its own gradient, before the ReLU if the convolution took it upon itself. In that case the
    // bias gets its gradient too, [channel].
    virtual void backward(const Batch& batch, TrainingPack& pack, const kernels::Planes& y,
                          kernels::ChannelRange channels, float* bias_gradient) = 0;

    virtual bool meets() const { return false; }
    virtual void meet(const Batch&) {}
    virtual void complete(const Batch&, TrainingPack&, const kernels::Planes& /*y*/) {}
    virtual void sum_gradient(const Batch&, TrainingPack&, const kernels::Planes& /*y*/) {}
    virtual void meet_gradient(const Batch&) {}
    virtual void write_averages(std::span<LayerParameters>) const {}
};

}  // namespace nanonas
