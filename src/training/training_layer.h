// SPDX-License-Identifier: MIT
// What a network in training is made of. A TrainingLayer stands for one layer of the list or for several that
// are computed together (training/fusion.h). The packs of a batch go through the layers side by side and meet
// where BatchNorm needs the whole batch. Every sum over packs goes in their order, so that neither the number
// of threads nor which thread did what leaves a trace in the result.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "kernels/batch_norm.h"
#include "kernels/buffer.h"
#include "kernels/convolution_plan.h"
#include "nanonas/float_network.h"
#include "nanonas/layer.h"

namespace nanonas {

// What one pack keeps of a tensor between layers, from forward to backward.
struct LayerActivation {
    kernels::OwnedPlanes values;
    kernels::OwnedPlanes normalised;  // after a BatchNorm, if there is one, for readers to read

    // A layer that reads the tensor leaves in `gradient` the gradient with respect to what it read, 0 where
    // the value is not above `threshold`, and in `gradient_sums` [channel] its sums and those of its product
    // with the values. The threshold is 0 where values come from a ReLU that has yet to be differentiated.
    kernels::Planes gradient;
    float threshold = -std::numeric_limits<float>::infinity();
    std::vector<kernels::ChannelSums> gradient_sums;

    // What forward reads.
    const kernels::Planes& output() const {
        return normalised.planes.data != nullptr ? normalised.planes : values.planes;
    }
};

// 16 samples or fewer, and what the layers keep of them.
struct TrainingPack {
    std::size_t index = 0;  // in the batch
    int samples = 0;        // 1..16 lanes in use
    std::array<int, kernels::pack_size> labels{};
    std::vector<LayerActivation> activations;  // the pixels, then what each TrainingLayer writes
    kernels::Buffer gradient;                  // where activations have theirs: one is needed at a time
    kernels::Buffer parameter_gradient;        // laid out as the parameters
    double loss = 0;                           // sum over samples

    const kernels::Planes& pixels() const { return activations.front().values.planes; }
};

// The activation that a layer writes: its place in TrainingPack::activations and its shape.
struct WrittenActivation {
    std::size_t index = 0;
    TensorShape shape;

    // Takes the memory of its values and sums.
    LayerActivation& add_to(TrainingPack& pack) const {
        LayerActivation& activation = pack.activations[index];
        activation.values = kernels::OwnedPlanes(shape.channels, shape.height, shape.width);
        activation.gradient_sums.resize(static_cast<std::size_t>(shape.channels));
        return activation;
    }
};

// What a batch is being worked on for. Somebody who wants to know where the time goes hears of each change;
// that makes sense with one worker.
enum class Work { convolution, norm, classifier, norm_gradient, kernel_gradient, data_gradient, sums, adam };

class WorkObserver {
  public:
    virtual ~WorkObserver() = default;
    virtual void begins(Work work) = 0;
};

// How a batch is trained on.
struct BatchOptions {
    float dropout = 0;
    float label_smoothing = 0;
    float norm_momentum = 0.99f;
    std::uint64_t seed = 0;  // with `step`, of the dropout
    std::uint64_t step = 0;
    std::span<const float> class_weights = {};  // of a picture's loss; empty: all count the same
};

// What all layers see of a batch.
struct Batch {
    std::span<TrainingPack> packs;
    std::size_t most_packs = 0;  // that a batch of this training has
    int samples = 0;             // of all packs
    const float* parameters = nullptr;
    BatchOptions options;
    WorkObserver* observer = nullptr;

    void begins(Work work) const {
        if (observer != nullptr) observer->begins(work);
    }
};

// Forward, for each layer: forward() for each pack, meet() once, complete() for each pack. Backward, from the
// last layer to the first: sum_gradient() for each pack, meet_gradient() once, backward() for each pack.
// Packs are worked on at once by several workers, each with a scratch of its own.
class TrainingLayer {
  public:
    virtual ~TrainingLayer() = default;

    // Takes the memory that one more pack needs: the layer's own and that of the activation it writes.
    virtual void add_pack(TrainingPack& pack) = 0;
    // Gives back all memory that only work on a batch needs.
    virtual void release() = 0;
    // Makes the scratch of a worker large enough.
    virtual void fit(kernels::ConvolutionScratch&) const {}

    // Before a batch: what follows from the parameters alone.
    virtual void begin(const Batch&) {}

    virtual void forward(const Batch& batch, TrainingPack& pack, kernels::ConvolutionScratch& scratch) = 0;
    // Leaves the gradient of the layer's parameters in the pack's parameter_gradient, and that of the
    // activation it reads in that activation.
    virtual void backward(const Batch& batch, TrainingPack& pack, kernels::ConvolutionScratch& scratch) = 0;

    // Whether the packs meet here. Where they don't, the four functions that follow are not called.
    virtual bool meets() const { return false; }
    virtual void meet(const Batch&) {}
    virtual void complete(const Batch&, TrainingPack&) {}
    virtual void sum_gradient(const Batch&, TrainingPack&, kernels::ConvolutionScratch&) {}
    virtual void meet_gradient(const Batch&) {}

    // Writes moving averages to the layers of the list that they belong to.
    virtual void write_averages(std::span<LayerParameters>) const {}
};

}  // namespace nanonas
