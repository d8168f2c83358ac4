// SPDX-License-Identifier: MIT
// A convolution in training, with what follows it channel by channel.
#pragma once

#include <memory>

#include "training/channel_layer.h"
#include "training/parameters.h"

namespace nanonas {

class ConvolutionLayer : public TrainingLayer {
  public:
    struct Options {
        std::size_t input = 0;  // the activation that it reads, in TrainingPack::activations
        ParameterRanges ranges;
        kernels::ConvolutionShape shape;
        kernels::Precision precision = kernels::Precision::exact;
    };
    ConvolutionLayer(const Options& options, std::unique_ptr<ChannelLayer> following);

    void add_pack(TrainingPack& pack) override;
    void release() override;
    void fit(kernels::ConvolutionScratch& scratch) const override { scratch.fit(plan_); }
    void begin(const Batch& batch) override;
    void forward(const Batch& batch, TrainingPack& pack, kernels::ConvolutionScratch& scratch) override;
    // Of pixels nobody needs the gradient. The kernel's gradient is that for pixels as they are, even where
    // forward read them after a BatchNorm: PictureNorm goes on from it.
    void backward(const Batch& batch, TrainingPack& pack, kernels::ConvolutionScratch& scratch) override;
    bool meets() const override { return following_->meets(); }
    void meet(const Batch& batch) override { following_->meet(batch); }
    void complete(const Batch& batch, TrainingPack& pack) override;
    void sum_gradient(const Batch& batch, TrainingPack& pack, kernels::ConvolutionScratch&) override;
    void meet_gradient(const Batch& batch) override { following_->meet_gradient(batch); }
    void write_averages(std::span<LayerParameters> layers) const override;

    const kernels::ConvolutionShape& shape() const { return options_.shape; }
    const ParameterRange& kernel() const { return options_.ranges.kernel; }
    // After backward().
    const kernels::Planes& output_gradient(const TrainingPack& pack) const { return output(pack); }

  private:
    struct PackMemory {
        kernels::OwnedPlanes output;  // in backward its gradient
        kernels::Buffer bias;         // [channel][16], 0 in empty lanes
    };

    bool reads_pixels() const { return options_.input == 0; }
    const kernels::Planes& output(const TrainingPack& pack) const { return packs_[pack.index].output.planes; }
    void spread_bias(const Batch& batch, const TrainingPack& pack, kernels::Buffer& bias) const;

    Options options_;
    kernels::ConvolutionPlan plan_;
    std::unique_ptr<ChannelLayer> following_;
    std::vector<PackMemory> packs_;
};

}  // namespace nanonas
