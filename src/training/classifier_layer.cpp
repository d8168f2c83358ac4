// SPDX-License-Identifier: MIT
#include "training/classifier_layer.h"

#include "base/random.h"
#include "kernels/softmax.h"

namespace nanonas {

using kernels::pack_size;

void ClassifierLayer::add_pack(TrainingPack&) {
    const auto features = static_cast<std::size_t>(options_.shape.features);
    const auto classes = static_cast<std::size_t>(options_.shape.classes);
    packs_.push_back(
        {kernels::Buffer(classes * pack_size), kernels::Buffer(options_.dropout ? features * pack_size : 0)});
}

// Each weight of the mask takes 16 random bits.
void ClassifierLayer::drop(const Batch& batch, const TrainingPack& pack, kernels::Buffer& features) {
    const BatchOptions& options = batch.options;
    Random random(options.seed, RandomPurpose::dropout, options.step * batch.most_packs + pack.index);
    const auto limit = static_cast<std::uint64_t>(options.dropout * 65536.0f);
    const float scale = 1.0f / (1.0f - options.dropout);
    kernels::Buffer& mask = packs_[pack.index].dropout;
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < mask.size(); ++i, bits >>= 16) {
        if (i % 4 == 0) bits = random.bits();
        mask[i] = (bits & 0xFFFF) >= limit ? scale : 0.0f;
        features[i] *= mask[i];
    }
}

// The loss of a picture counts as often as its class weighs, and its gradient with it.
void ClassifierLayer::weigh(const Batch& batch, const TrainingPack& pack, std::span<float> gradient) {
    for (std::size_t lane = 0; lane < static_cast<std::size_t>(pack.samples); ++lane) {
        const float weight = batch.options.class_weights[static_cast<std::size_t>(pack.labels[lane])];
        for (std::size_t i = lane; i < gradient.size(); i += pack_size) gradient[i] *= weight;
    }
}

void ClassifierLayer::forward(const Batch& batch, TrainingPack& pack, kernels::ConvolutionScratch&) {
    batch.begins(Work::classifier);
    kernels::Buffer& features = pack.activations[options_.input].values.buffer;
    kernels::Buffer& logits = packs_[pack.index].logits;
    if (drops(batch)) drop(batch, pack, features);
    kernels::dense(options_.shape, batch.parameters + options_.ranges.kernel.offset,
                   batch.parameters + options_.ranges.bias.offset, features.data(), logits.data());
    pack.loss = kernels::softmax_cross_entropy(options_.shape.classes, pack.labels.data(), pack.samples,
                                               batch.options.label_smoothing,
                                               1.0f / static_cast<float>(batch.samples), logits.data());
    if (!batch.options.class_weights.empty()) weigh(batch, pack, {logits.data(), logits.size()});
}

void ClassifierLayer::backward(const Batch& batch, TrainingPack& pack, kernels::ConvolutionScratch&) {
    batch.begins(Work::classifier);
    const PackMemory& memory = packs_[pack.index];
    LayerActivation& features = pack.activations[options_.input];
    float* const gradient = pack.parameter_gradient.data();
    float* const features_gradient = features.gradient.data;
    kernels::dense_backward(options_.shape, batch.parameters + options_.ranges.kernel.offset,
                            features.values.buffer.data(), memory.logits.data(),
                            gradient + options_.ranges.kernel.offset, gradient + options_.ranges.bias.offset,
                            features_gradient);
    const float share = 1.0f / static_cast<float>(options_.averaged);
    for (std::size_t i = 0; i < features.gradient.floats(); ++i)
        features_gradient[i] *= drops(batch) ? memory.dropout[i] * share : share;
}

}  // namespace nanonas
