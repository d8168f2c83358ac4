// SPDX-License-Identifier: MIT
#include "training/training_network.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <ranges>
#include <utility>

#include "kernels/adam.h"

namespace nanonas {
namespace {

// What each pack does from one meeting to the next. One worker does all of it for a pack, as what the one
// layer writes is still in the cache when the next reads it.
class Stretch {
  public:
    using PackWork = std::function<void(TrainingPack&, kernels::ConvolutionScratch&)>;

    Stretch(const Batch& batch, std::span<kernels::ConvolutionScratch> scratch, Executor& executor)
        : batch_(batch), scratch_(scratch), executor_(executor) {}

    void add(PackWork work) { works_.push_back(std::move(work)); }
    void run() {
        executor_.parallel_for(batch_.packs.size(), [&](std::size_t p, int worker) {
            for (const PackWork& work : works_)
                work(batch_.packs[p], scratch_[static_cast<std::size_t>(worker)]);
        });
        works_.clear();
    }

  private:
    const Batch& batch_;
    std::span<kernels::ConvolutionScratch> scratch_;
    Executor& executor_;
    std::vector<PackWork> works_;
};

void forward(const Batch& batch, TrainingLayer& layer, Stretch& stretch) {
    stretch.add([&](auto& pack, auto& scratch) { layer.forward(batch, pack, scratch); });
    if (!layer.meets()) return;
    stretch.run();
    layer.meet(batch);
    stretch.add([&](auto& pack, auto&) { layer.complete(batch, pack); });
}

void backward(const Batch& batch, TrainingLayer& layer, Stretch& stretch) {
    if (layer.meets()) {
        stretch.add([&](auto& pack, auto& scratch) { layer.sum_gradient(batch, pack, scratch); });
        stretch.run();
        layer.meet_gradient(batch);
    }
    stretch.add([&](auto& pack, auto& scratch) { layer.backward(batch, pack, scratch); });
}

}  // namespace

TrainingNetwork::TrainingNetwork(std::vector<Layer> layers, const InputShape& input, int most_packs,
                                 std::uint64_t seed, Math math)
    : layers_(std::move(layers)),
      input_(input),
      layout_(parameter_layout(layers_, input)),
      parameters_(initial_parameters(layers_, input, layout_, seed)),
      gradient_(layout_.size),
      m_(layout_.size),
      v_(layout_.size),
      decay_ranges_(decay_ranges(layout_)),
      fused_(fuse(layers_, input, layout_, math)),
      most_packs_(static_cast<std::size_t>(most_packs)) {}

std::span<TrainingPack> TrainingNetwork::packs() {
    while (packs_.size() < most_packs_) add_pack();
    return packs_;
}

void TrainingNetwork::add_pack() {
    TrainingPack& pack = packs_.emplace_back();
    pack.index = packs_.size() - 1;
    pack.activations.resize(fused_.activations);
    pack.activations.front().values = kernels::OwnedPlanes(input_.channels, input_.height, input_.width);
    for (const auto& layer : fused_.layers) layer->add_pack(pack);
    pack.gradient = kernels::Buffer(static_cast<std::uint64_t>(fused_.gradient_floats));
    pack.parameter_gradient = kernels::Buffer(layout_.size);
    for (LayerActivation& activation : pack.activations) {
        activation.gradient = activation.values.planes;
        activation.gradient.data = pack.gradient.data();
    }
}

void TrainingNetwork::rest() {
    packs_.clear();
    scratch_.clear();
    for (const auto& layer : fused_.layers) layer->release();
}

double TrainingNetwork::gradient(int packs, const BatchOptions& options, Executor& executor) {
    Batch batch{.packs = std::span(packs_).first(static_cast<std::size_t>(packs)),
                .most_packs = most_packs_,
                .parameters = parameters_.data(),
                .options = options,
                .observer = observer_};
    for (const TrainingPack& pack : batch.packs) batch.samples += pack.samples;
    for (const auto& layer : fused_.layers) layer->begin(batch);
    while (scratch_.size() < static_cast<std::size_t>(executor.workers())) {
        kernels::ConvolutionScratch& scratch = scratch_.emplace_back();
        for (const auto& layer : fused_.layers) layer->fit(scratch);
    }
    if (memory_refused()) return 0;
    Stretch stretch(batch, scratch_, executor);
    for (const auto& layer : fused_.layers) forward(batch, *layer, stretch);
    for (const auto& layer : std::views::reverse(fused_.layers)) backward(batch, *layer, stretch);
    stretch.run();
    batch.begins(Work::sums);
    sum_gradients(batch.packs);
    double loss = 0;
    for (const TrainingPack& pack : batch.packs) loss += pack.loss;
    return loss / batch.samples;
}

void TrainingNetwork::sum_gradients(std::span<const TrainingPack> packs) {
    std::copy_n(packs[0].parameter_gradient.data(), layout_.size, gradient_.data());
    for (const TrainingPack& pack : packs.subspan(1)) {
        for (std::size_t i = 0; i < layout_.size; ++i) gradient_[i] += pack.parameter_gradient[i];
    }
}

void TrainingNetwork::adam(float learning_rate, float weight_decay) {
    if (observer_ != nullptr) observer_->begins(Work::adam);
    beta1_power_ *= 0.9;
    beta2_power_ *= 0.999;
    const double correction = std::sqrt(1.0 - beta2_power_) / (1.0 - beta1_power_);
    const auto rate = static_cast<float>(learning_rate * correction);
    for (const DecayRange& range : decay_ranges_) {
        const std::size_t begin = range.begin;
        kernels::adam({rate, range.decays ? learning_rate * weight_decay : 0.0f}, range.end - begin,
                      gradient_.data() + begin, parameters_.data() + begin, m_.data() + begin,
                      v_.data() + begin);
    }
}

std::vector<LayerParameters> TrainingNetwork::learnt() const {
    std::vector<LayerParameters> layers = to_layers(layers_, input_, layout_, parameters_);
    for (const auto& layer : fused_.layers) layer->write_averages(layers);
    return layers;
}

}  // namespace nanonas
