// SPDX-License-Identifier: MIT
// A network in training: forward, backward and Adam on a batch of one or more packs. The packs go through
// each layer side by side and meet where BatchNorm needs the whole batch; every sum over packs goes in their
// order, so that neither the number of threads nor which thread did what leaves a trace in the result.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "kernels/batch_norm.h"
#include "kernels/buffer.h"
#include "kernels/convolution_plan.h"
#include "nanonas/executor.h"
#include "nanonas/training.h"
#include "training/parameters.h"
#include "training/stages.h"

namespace nanonas {

// What one pack keeps of one stage between forward and backward.
struct StageActivations {
    kernels::OwnedPlanes x;  // the stage's input: pixels, or what was pooled
    kernels::OwnedPlanes u;  // prime23: x after BatchNorm
    kernels::OwnedPlanes y;  // the convolution's output (prime23: after ReLU); in backward its gradient
    std::vector<kernels::ChannelSums> forward_sums, backward_sums;  // this pack's, of BatchNorm's channels
};

struct PackActivations {
    PackActivations(const Architecture& architecture, std::size_t parameters);

    int samples = 0;  // 1..16 lanes in use
    std::array<int, kernels::pack_size> labels{};
    std::vector<StageActivations> stages;
    kernels::Buffer gradient;  // by a stage's x; one stage at a time needs it
    kernels::Buffer bias;      // prime23: [channel][16], zero in empty lanes
    kernels::Buffer features, dropout, logits, features_gradient;  // [feature or class][16]
    kernels::Buffer parameter_gradient;                            // laid out as the parameters
    double loss = 0;                                               // sum over samples
};

// What a stage is for the whole batch.
struct BatchStage {
    Stage shape;
    StageParameters parameters;
    kernels::ConvolutionPlan convolution;
    std::vector<kernels::Moments> moments;
    std::vector<kernels::Affine> affine;
    std::vector<kernels::NormGradient> norm_gradient;
};

// What a batch is being worked on for. Somebody who wants to know where the time goes hears of each change;
// that makes sense with one worker.
enum class Work { convolution, norm, classifier, norm_gradient, kernel_gradient, data_gradient, sums, adam };

class WorkObserver {
  public:
    virtual ~WorkObserver() = default;
    virtual void begins(Work work) = 0;
};

class BatchNetwork {
  public:
    BatchNetwork(const Architecture& architecture, int most_packs, std::uint64_t seed,
                 Math math = Math::exact);

    // The packs to fill with pixels (stages[0].x), samples and labels before a call of `gradient`.
    std::span<PackActivations> packs();
    // Gives back the memory that only work on a batch needs; packs() and gradient() take it again.
    void rest();

    struct Options {
        float dropout = 0;
        float label_smoothing = 0;
        float norm_momentum = 0.99f;
        std::uint64_t seed = 0;  // with `step`, of the dropout
        std::uint64_t step = 0;
    };

    // Loss (mean over samples) of the first `packs` packs and, in parameter_gradient(), its gradient. Updates
    // the moving averages.
    double gradient(int packs, const Options& options, Executor& executor);
    // One step of Adam along parameter_gradient(); kernels alone decay.
    void adam(float learning_rate, float weight_decay);

    void observe(WorkObserver* observer) { observer_ = observer; }

    const ParameterLayout& layout() const { return layout_; }
    kernels::Buffer& parameters() { return parameters_; }
    const kernels::Buffer& parameter_gradient() const { return gradient_; }
    FloatNetwork network() const;

  private:
    void make_scratch(int workers);
    void pack_kernels();
    void finish_norm(std::size_t i, int first, int end, float momentum);
    void finish_norm_gradient(std::size_t i);
    void classify(std::size_t pack, const Options& options);
    void sum_gradients();

    void forward_current(Executor& executor, float momentum);
    kernels::ConvolutionPlan::Input prepare_current(std::size_t i, PackActivations& pack, int worker);
    void convolve_current(std::size_t i, const kernels::ConvolutionPlan::Input& in, PackActivations& pack,
                          kernels::ChannelRange outputs);
    void pool_current(std::size_t i, PackActivations& pack, int first, int end);
    void classify_current(std::size_t pack, const Options& options);
    void backward_current(Executor& executor);
    void finish_sums_current(std::size_t i);

    void forward_prime23(Executor& executor, float momentum);
    void forward_prime23(std::size_t i, PackActivations& pack, int worker);
    void backward_prime23(Executor& executor);
    void backward_prime23(std::size_t i, PackActivations& pack, int worker);
    void finish_pixels_prime23(PackActivations& pack, int worker);

    // The data gradient of stage i into pack.gradient; `sums` of it and of it times x.
    void convolve_gradient(std::size_t i, PackActivations& pack, float threshold, int worker,
                           std::vector<kernels::ChannelSums>& sums);
    // The kernel's gradient for one of the plan's groups of outputs.
    void kernel_gradient(std::size_t i, const kernels::Planes& in, PackActivations& pack,
                         kernels::ChannelRange outputs, int worker);
    kernels::Planes gradient_planes(std::size_t i, PackActivations& pack) const;
    void begins(Work work) const {
        if (observer_ != nullptr) observer_->begins(work);
    }
    kernels::ConvolutionScratch& scratch(int worker) { return scratch_[static_cast<std::size_t>(worker)]; }
    bool is_last(std::size_t i) const { return i + 1 == stages_.size(); }
    std::span<PackActivations> active() { return std::span(packs_).first(active_); }
    double values_per_channel(std::size_t i) const;
    const float* weights(ParameterRange range) const { return parameters_.data() + range.offset; }

    Architecture architecture_;
    ParameterLayout layout_;
    kernels::Buffer parameters_, gradient_, m_, v_;
    double beta1_power_ = 1, beta2_power_ = 1;
    std::vector<BatchStage> stages_;
    std::vector<MovingMoments> moving_;
    std::vector<PackActivations> packs_;
    std::vector<kernels::ConvolutionScratch> scratch_;          // of each worker
    kernels::OwnedPlanes ones_;                                 // prime23: one channel of the input's size
    std::optional<kernels::ConvolutionPlan> ones_convolution_;  // of these to the first stage's outputs
    std::size_t most_packs_;
    std::size_t active_ = 0;  // packs of this batch
    int samples_ = 0;         // of this batch
    WorkObserver* observer_ = nullptr;
};

}  // namespace nanonas
