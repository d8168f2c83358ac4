// SPDX-License-Identifier: MIT
// A network in training: forward, backward and Adam on a batch of one or more packs.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "nanonas/executor.h"
#include "nanonas/training.h"
#include "training/fusion.h"
#include "training/parameters.h"
#include "training/training_layer.h"

namespace nanonas {

class TrainingNetwork {
  public:
    // Precondition: supported(layers).
    TrainingNetwork(std::vector<Layer> layers, const InputShape& input, int most_packs, std::uint64_t seed,
                    Math math = Math::exact);

    // The packs to fill with pixels, samples and labels before a call of `gradient`.
    std::span<TrainingPack> packs();
    // Gives back the memory that only work on a batch needs; packs() and gradient() take it again.
    void rest();

    // Loss (mean over samples) of the first `packs` packs and, in parameter_gradient(), its gradient. Updates
    // the moving averages. Nothing of that if memory_refused().
    double gradient(int packs, const BatchOptions& options, Executor& executor);
    // One step of Adam along parameter_gradient(); kernels alone decay.
    void adam(float learning_rate, float weight_decay);

    void observe(WorkObserver* observer) { observer_ = observer; }

    const ParameterLayout& layout() const { return layout_; }
    kernels::Buffer& parameters() { return parameters_; }
    const kernels::Buffer& parameter_gradient() const { return gradient_; }
    // The parameters by layer, with the moving averages.
    std::vector<LayerParameters> learnt() const;

  private:
    void add_pack();
    void sum_gradients(std::span<const TrainingPack> packs);

    std::vector<Layer> layers_;
    InputShape input_;
    ParameterLayout layout_;
    kernels::Buffer parameters_, gradient_, m_, v_;
    std::vector<DecayRange> decay_ranges_;
    double beta1_power_ = 1, beta2_power_ = 1;
    FusedLayers fused_;
    std::size_t most_packs_;
    std::vector<TrainingPack> packs_;
    std::vector<kernels::ConvolutionScratch> scratch_;  // of each worker
    WorkObserver* observer_ = nullptr;
};

}  // namespace nanonas
