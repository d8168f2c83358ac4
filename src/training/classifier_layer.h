// SPDX-License-Identifier: MIT
// The end of a network in training: dropout, dense layer, softmax and cross entropy.
#pragma once

#include "kernels/dense.h"
#include "training/parameters.h"
#include "training/training_layer.h"

namespace nanonas {

class ClassifierLayer : public TrainingLayer {
  public:
    struct Options {
        std::size_t input = 0;   // the activation that it reads, one value a channel
        ParameterRanges ranges;  // of the dense layer
        kernels::DenseShape shape;
        std::int64_t averaged = 1;  // pixels that each value is the mean of; their gradient is what it leaves
        bool dropout = false;
    };
    explicit ClassifierLayer(const Options& options) : options_(options) {}

    void add_pack(TrainingPack& pack) override;
    void release() override { packs_.clear(); }
    // The loss of the pack and the gradient of the logits.
    void forward(const Batch& batch, TrainingPack& pack, kernels::ConvolutionScratch&) override;
    void backward(const Batch& batch, TrainingPack& pack, kernels::ConvolutionScratch&) override;

  private:
    struct PackMemory {
        kernels::Buffer logits;   // [class][16]; after forward their gradient
        kernels::Buffer dropout;  // [feature][16]: what forward multiplied it with
    };

    bool drops(const Batch& batch) const { return options_.dropout && batch.options.dropout > 0; }
    static void weigh(const Batch& batch, const TrainingPack& pack, std::span<float> gradient);
    void drop(const Batch& batch, const TrainingPack& pack, kernels::Buffer& features);

    Options options_;
    std::vector<PackMemory> packs_;
};

}  // namespace nanonas
