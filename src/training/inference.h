// SPDX-License-Identifier: MIT
// A trained network on packs of pictures. A few rows of a convolution at a time go through ReLU and pooling
// while they are in the cache; no feature map but the pooled ones is stored. A BatchNorm behind its
// convolution is folded into the kernels.
#pragma once

#include <vector>

#include "kernels/batch_norm.h"
#include "kernels/buffer.h"
#include "kernels/convolution_plan.h"
#include "nanonas/folded_network.h"
#include "nanonas/training.h"

namespace nanonas {

class Inference {
  public:
    explicit Inference(const FloatNetwork& network, Math math = Math::exact);

    // What one thread needs.
    struct Scratch {
        std::vector<kernels::OwnedPlanes> inputs;  // of each stage; fill inputs[0] with pixels
        kernels::ConvolutionScratch convolution;
        kernels::Buffer band, features, logits;  // logits [class][16] is the result
    };
    Scratch scratch() const;
    void run(Scratch& scratch) const;

    int classes() const { return dense_.bias.empty() ? 0 : static_cast<int>(dense_.bias.size()); }

  private:
    struct FoldedStage {
        kernels::ConvolutionShape shape;
        kernels::ConvolutionPlan convolution;
        kernels::Buffer bias;               // [out][16]
        std::vector<kernels::Affine> next;  // what the pooled channels go through
    };
    void append(const kernels::ConvolutionShape& shape, kernels::Precision precision, const Weights& weights);
    void run_stage(std::size_t i, Scratch& scratch) const;

    std::vector<FoldedStage> stages_;
    std::vector<kernels::Affine> pixels_;  // what the pixels go through; empty: nothing
    Weights dense_;
};

}  // namespace nanonas
