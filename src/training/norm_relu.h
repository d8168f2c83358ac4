// SPDX-License-Identifier: MIT
// BatchNorm and ReLU behind a convolution, fused with what makes them smaller: 2x2 max pooling or, at the end
// of a network, the global average. Nothing between the convolution's output and the small planes is stored.
#pragma once

#include <utility>

#include "training/batch_moments.h"
#include "training/channel_layer.h"

namespace nanonas {

// What both forms share: when BatchNorm's channels are finished. The channels of a batch of one pack are
// finished and reduced as soon as the convolution has made them; several packs meet first.
class NormRelu : public ChannelLayer {
  public:
    NormRelu(BatchMoments moments, const WrittenActivation& written)
        : moments_(std::move(moments)), written_(written) {}

    void add_pack(TrainingPack& pack) override;
    void release() override { moments_.release(); }
    kernels::ChannelSums* sums(const TrainingPack& pack) override { return moments_.sums(pack); }
    void forward(const Batch& batch, TrainingPack& pack, const kernels::Planes& y,
                 kernels::ChannelRange channels) override;
    bool meets() const override { return true; }
    void meet(const Batch& batch) override;
    void complete(const Batch& batch, TrainingPack& pack, const kernels::Planes& y) override;
    void meet_gradient(const Batch& batch) override { moments_.meet_gradient(batch); }
    void write_averages(std::span<LayerParameters> layers) const override { moments_.write_averages(layers); }

  protected:
    virtual void reduce(const TrainingPack& pack, const kernels::Planes& y, int channel) = 0;
    const LayerActivation& written(const TrainingPack& pack) const {
        return pack.activations[written_.index];
    }

    BatchMoments moments_;

  private:
    WrittenActivation written_;
};

// BatchNorm, ReLU and 2x2 max pooling.
class NormReluPool : public NormRelu {
  public:
    using NormRelu::NormRelu;

    void sum_gradient(const Batch& batch, TrainingPack& pack, const kernels::Planes& y) override;
    void backward(const Batch& batch, TrainingPack& pack, const kernels::Planes& y,
                  kernels::ChannelRange channels, float* bias_gradient) override;

  private:
    void reduce(const TrainingPack& pack, const kernels::Planes& y, int channel) override;
};

// BatchNorm, ReLU and the mean of each channel. The gradient that it takes is that of one pixel, which is the
// same for all.
class NormReluMean : public NormRelu {
  public:
    using NormRelu::NormRelu;

    void sum_gradient(const Batch& batch, TrainingPack& pack, const kernels::Planes& y) override;
    void backward(const Batch& batch, TrainingPack& pack, const kernels::Planes& y,
                  kernels::ChannelRange channels, float* bias_gradient) override;

  private:
    void reduce(const TrainingPack& pack, const kernels::Planes& y, int channel) override;
};

}  // namespace nanonas
