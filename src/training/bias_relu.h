// SPDX-License-Identifier: MIT
// What follows a convolution that adds its bias and applies ReLU itself: 2x2 max pooling, fused with a
// BatchNorm behind it where there is one, or, at the end of a network, the global average. Their backward
// passes include that of the ReLU.
#pragma once

#include <optional>
#include <utility>

#include "training/batch_moments.h"
#include "training/channel_layer.h"

namespace nanonas {

// ReLU, 2x2 max pooling and BatchNorm, if any.
class ReluPool : public ChannelLayer {
  public:
    ReluPool(const WrittenActivation& written, std::optional<BatchMoments> moments)
        : written_(written), moments_(std::move(moments)) {}

    void add_pack(TrainingPack& pack) override;
    void release() override;
    void forward(const Batch& batch, TrainingPack& pack, const kernels::Planes& y,
                 kernels::ChannelRange channels) override;
    void backward(const Batch& batch, TrainingPack& pack, const kernels::Planes& y,
                  kernels::ChannelRange channels, float* bias_gradient) override;
    // What follows is for the BatchNorm.
    bool meets() const override { return moments_.has_value(); }
    void meet(const Batch& batch) override { moments_->meet(batch, {0, moments_->channels()}); }
    void complete(const Batch& batch, TrainingPack& pack, const kernels::Planes& y) override;
    void sum_gradient(const Batch& batch, TrainingPack& pack, const kernels::Planes& y) override;
    void meet_gradient(const Batch& batch) override { moments_->meet_gradient(batch); }
    void write_averages(std::span<LayerParameters> layers) const override;

  private:
    WrittenActivation written_;
    std::optional<BatchMoments> moments_;
};

// ReLU and the mean of each channel. The gradient that it takes is that of one pixel, which is the same for
// all.
class ReluMean : public ChannelLayer {
  public:
    explicit ReluMean(const WrittenActivation& written) : written_(written) {}

    void add_pack(TrainingPack& pack) override { written_.add_to(pack); }
    void forward(const Batch& batch, TrainingPack& pack, const kernels::Planes& y,
                 kernels::ChannelRange channels) override;
    void backward(const Batch& batch, TrainingPack& pack, const kernels::Planes& y,
                  kernels::ChannelRange channels, float* bias_gradient) override;

  private:
    WrittenActivation written_;
};

}  // namespace nanonas
