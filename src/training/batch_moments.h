// SPDX-License-Identifier: MIT
// BatchNorm in training, as far as it takes the whole batch: from the sums of each pack to the affine map of
// each channel and, on the way back, from the sums of each pack's gradient to that of the input.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "training/parameters.h"
#include "training/training_layer.h"

namespace nanonas {

class BatchMoments {
  public:
    // `layer` is the BatchNorm's index in the list, `pixels` how many a channel has.
    BatchMoments(std::size_t layer, const ParameterRanges& ranges, std::int64_t pixels);

    int channels() const { return static_cast<int>(affine_.size()); }
    void add_pack();
    void release() { packs_.clear(); }

    // [channel], of a pack: what its work on the input x leaves before meet(), sums of x and x^2, and what it
    // leaves before meet_gradient(), sums of g and g x, where g is the gradient of the output.
    kernels::ChannelSums* sums(const TrainingPack& pack) { return packs_[pack.index].forward.data(); }
    kernels::ChannelSums* gradient_sums(const TrainingPack& pack) {
        return packs_[pack.index].backward.data();
    }

    // Moments, affine maps and moving averages of some channels. The moving variance takes the unbiased
    // estimate, as Keras' fused BatchNorm does.
    void meet(const Batch& batch, kernels::ChannelRange channels);
    // The gradient of the input; those of gamma and beta go to the first pack.
    void meet_gradient(const Batch& batch);

    kernels::Affine affine(int channel) const { return affine_[static_cast<std::size_t>(channel)]; }
    kernels::NormGradient gradient(int channel) const { return gradient_[static_cast<std::size_t>(channel)]; }
    float gamma(const Batch& batch, int channel) const {
        return batch.parameters[ranges_.gamma.offset + static_cast<std::size_t>(channel)];
    }
    float beta(const Batch& batch, int channel) const {
        return batch.parameters[ranges_.beta.offset + static_cast<std::size_t>(channel)];
    }

    void write_averages(std::span<LayerParameters> layers) const;

  private:
    struct PackSums {
        std::vector<kernels::ChannelSums> forward, backward;
    };

    double count(const Batch& batch) const { return static_cast<double>(batch.samples) * pixels_; }

    std::size_t layer_;
    ParameterRanges ranges_;
    double pixels_;
    std::vector<PackSums> packs_;
    std::vector<kernels::Moments> moments_;
    std::vector<kernels::Affine> affine_;
    std::vector<kernels::NormGradient> gradient_;
    std::vector<float> moving_mean_, moving_variance_;
};

}  // namespace nanonas
