// SPDX-License-Identifier: MIT
#include "training/batch_network.h"

#include <algorithm>
#include <cmath>

#include "base/random.h"
#include "kernels/adam.h"
#include "kernels/dense.h"
#include "kernels/softmax.h"

namespace nanonas {

using kernels::pack_size;

namespace {

kernels::ConvolutionShape plan_shape(const Stage& stage) {
    return {stage.in_channels, stage.out_channels, stage.height, stage.width};
}

}  // namespace

PackActivations::PackActivations(const Architecture& architecture, std::size_t parameters) {
    const bool prime23 = architecture.family == Family::prime23;
    std::size_t most_gradient = 0, most_channels = 0;
    for (const Stage& s : nanonas::stages(architecture)) {
        StageActivations& a = stages.emplace_back();
        a.x = kernels::OwnedPlanes(s.in_channels, s.height, s.width);
        if (prime23) a.u = kernels::OwnedPlanes(s.in_channels, s.height, s.width);
        a.y = kernels::OwnedPlanes(s.out_channels, s.height, s.width);
        const auto norm_channels = static_cast<std::size_t>(prime23 ? s.in_channels : s.out_channels);
        a.forward_sums.resize(norm_channels);
        a.backward_sums.resize(norm_channels);
        if (stages.size() > 1) most_gradient = std::max(most_gradient, a.x.buffer.size());
        most_channels = std::max(most_channels, static_cast<std::size_t>(s.out_channels));
    }
    const auto last = static_cast<std::size_t>(stages.back().y.planes.channels);
    gradient = kernels::Buffer(most_gradient);
    bias = kernels::Buffer(prime23 ? most_channels * pack_size : 0);
    features = kernels::Buffer(last * pack_size);
    dropout = kernels::Buffer(last * pack_size);
    features_gradient = kernels::Buffer(last * pack_size);
    logits = kernels::Buffer(static_cast<std::size_t>(architecture.classes) * pack_size);
    parameter_gradient = kernels::Buffer(parameters);
}

BatchNetwork::BatchNetwork(const Architecture& architecture, int most_packs, std::uint64_t seed, Math math)
    : architecture_(architecture),
      layout_(parameter_layout(architecture)),
      parameters_(initial_parameters(architecture, layout_, seed)),
      gradient_(layout_.size),
      m_(layout_.size),
      v_(layout_.size),
      most_packs_(static_cast<std::size_t>(most_packs)) {
    const std::vector<Stage> shapes = stages(architecture);
    for (std::size_t i = 0; i < shapes.size(); ++i) {
        const Stage& shape = shapes[i];
        const std::size_t channels = layout_.stages[i].gamma.size;
        const kernels::ConvolutionPlan::Options options{
            .precision = math == Math::fast ? kernels::Precision::rounded : kernels::Precision::exact,
            .data_gradient = i > 0,
            .weight_gradient = true};
        stages_.push_back({shape, layout_.stages[i], kernels::ConvolutionPlan(plan_shape(shape), options),
                           std::vector<kernels::Moments>(channels), std::vector<kernels::Affine>(channels),
                           std::vector<kernels::NormGradient>(channels)});
        moving_.push_back({std::vector<float>(channels, 0.0f), std::vector<float>(channels, 1.0f)});
    }
    if (architecture.family == Family::prime23) {
        ones_ = kernels::OwnedPlanes(1, architecture.input.height, architecture.input.width);
        std::fill_n(ones_.buffer.data(), ones_.buffer.size(), 1.0f);
        kernels::ConvolutionShape shape = plan_shape(shapes[0]);
        shape.in_channels = 1;
        ones_convolution_.emplace(shape, kernels::ConvolutionPlan::Options{.weight_gradient = true});
    }
}

std::span<PackActivations> BatchNetwork::packs() {
    while (packs_.size() < most_packs_) packs_.emplace_back(architecture_, layout_.size);
    return packs_;
}

void BatchNetwork::rest() {
    packs_.clear();
    scratch_.clear();
    for (BatchStage& stage : stages_) stage.convolution.release();
}

FloatNetwork BatchNetwork::network() const {
    return to_network(architecture_, layout_, parameters_, moving_);
}

double BatchNetwork::values_per_channel(std::size_t i) const {
    return static_cast<double>(samples_) * stages_[i].shape.height * stages_[i].shape.width;
}

double BatchNetwork::gradient(int packs, const Options& options, Executor& executor) {
    active_ = static_cast<std::size_t>(packs);
    samples_ = 0;
    for (const PackActivations& pack : active()) samples_ += pack.samples;
    begins(Work::convolution);
    make_scratch(executor.workers());
    for (BatchStage& stage : stages_) stage.convolution.pack(weights(stage.parameters.kernel));
    const bool current = architecture_.family == Family::current;
    current ? forward_current(executor, options.norm_momentum)
            : forward_prime23(executor, options.norm_momentum);
    executor.parallel_for(
        active_, [&](std::size_t p, int) { current ? classify_current(p, options) : classify(p, options); });
    current ? backward_current(executor) : backward_prime23(executor);
    begins(Work::sums);
    sum_gradients();
    double loss = 0;
    for (const PackActivations& pack : active()) loss += pack.loss;
    return loss / samples_;
}

void BatchNetwork::make_scratch(int workers) {
    while (scratch_.size() < static_cast<std::size_t>(workers)) {
        kernels::ConvolutionScratch& scratch = scratch_.emplace_back();
        for (const BatchStage& stage : stages_) scratch.fit(stage.convolution);
        if (ones_convolution_) scratch.fit(*ones_convolution_);
    }
}

// Moments, affine maps and moving averages of BatchNorm's channels [first, end) from the packs' sums. The
// moving variance takes the unbiased estimate, as Keras' fused BatchNorm does.
void BatchNetwork::finish_norm(std::size_t i, int first, int end, float momentum) {
    BatchStage& stage = stages_[i];
    const double count = values_per_channel(i);
    for (int c = first; c < end; ++c) {
        kernels::ChannelSums sums;
        for (const PackActivations& pack : active()) {
            sums.value += pack.stages[i].forward_sums[c].value;
            sums.product += pack.stages[i].forward_sums[c].product;
        }
        const kernels::Moments m = kernels::moments(sums, count);
        stage.moments[c] = m;
        stage.affine[c] =
            kernels::norm_affine(weights(stage.parameters.gamma)[c], weights(stage.parameters.beta)[c], m);
        float& mean = moving_[i].mean[c];
        float& variance = moving_[i].variance[c];
        const double unbiased = m.variance * count / std::max(1.0, count - 1);
        mean -= (mean - static_cast<float>(m.mean)) * (1.0f - momentum);
        variance -= (variance - static_cast<float>(unbiased)) * (1.0f - momentum);
    }
}

// BatchNorm's gradients from the packs' sums; those of gamma and beta go to the first pack.
void BatchNetwork::finish_norm_gradient(std::size_t i) {
    BatchStage& stage = stages_[i];
    kernels::Buffer& gradient = packs_[0].parameter_gradient;
    for (std::size_t c = 0; c < stage.parameters.gamma.size; ++c) {
        kernels::ChannelSums sums;
        for (const PackActivations& pack : active()) {
            sums.value += pack.stages[i].backward_sums[c].value;
            sums.product += pack.stages[i].backward_sums[c].product;
        }
        const kernels::NormBackward back = kernels::norm_backward(
            sums, values_per_channel(i), weights(stage.parameters.gamma)[c], stage.moments[c]);
        stage.norm_gradient[c] = back.input;
        gradient[stage.parameters.gamma.offset + c] = back.gamma;
        gradient[stage.parameters.beta.offset + c] = back.beta;
    }
}

// From features to loss and back to the gradient of each pixel of the last stage's output. Each weight of a
// dropout mask takes 16 random bits.
void BatchNetwork::classify(std::size_t p, const Options& options) {
    begins(Work::classifier);
    PackActivations& pack = packs_[p];
    const Stage& last = stages_.back().shape;
    const kernels::DenseShape shape{last.out_channels, architecture_.classes};
    const float share = 1.0f / (static_cast<float>(last.height) * static_cast<float>(last.width));
    if (options.dropout > 0) {
        Random random(options.seed, RandomPurpose::dropout, options.step * most_packs_ + p);
        const auto limit = static_cast<std::uint64_t>(options.dropout * 65536.0f);
        const float scale = 1.0f / (1.0f - options.dropout);
        std::uint64_t bits = 0;
        for (std::size_t i = 0; i < pack.features.size(); ++i, bits >>= 16) {
            if (i % 4 == 0) bits = random.bits();
            pack.dropout[i] = (bits & 0xFFFF) >= limit ? scale : 0.0f;
            pack.features[i] *= pack.dropout[i];
        }
    }
    kernels::dense(shape, weights(layout_.dense_kernel), weights(layout_.dense_bias), pack.features.data(),
                   pack.logits.data());
    pack.loss = kernels::softmax_cross_entropy(shape.classes, pack.labels.data(), pack.samples,
                                               options.label_smoothing, 1.0f / static_cast<float>(samples_),
                                               pack.logits.data());
    float* gradient = pack.parameter_gradient.data();
    kernels::dense_backward(shape, weights(layout_.dense_kernel), pack.features.data(), pack.logits.data(),
                            gradient + layout_.dense_kernel.offset, gradient + layout_.dense_bias.offset,
                            pack.features_gradient.data());
    for (std::size_t i = 0; i < pack.features.size(); ++i) {
        pack.features_gradient[i] *= options.dropout > 0 ? pack.dropout[i] * share : share;
    }
}

kernels::Planes BatchNetwork::gradient_planes(std::size_t i, PackActivations& pack) const {
    kernels::Planes planes = pack.stages[i].x.planes;
    planes.data = pack.gradient.data();
    return planes;
}

void BatchNetwork::convolve_gradient(std::size_t i, PackActivations& pack, float threshold, int worker,
                                     std::vector<kernels::ChannelSums>& sums) {
    const StageActivations& a = pack.stages[i];
    begins(Work::data_gradient);
    stages_[i].convolution.data_gradient(a.y.planes, a.x.planes, threshold, gradient_planes(i, pack),
                                         sums.data(), scratch(worker));
}

void BatchNetwork::kernel_gradient(std::size_t i, const kernels::Planes& in, PackActivations& pack,
                                   kernels::ChannelRange outputs, int worker) {
    const BatchStage& stage = stages_[i];
    begins(Work::kernel_gradient);
    stage.convolution.weight_gradient(in, pack.stages[i].y.planes, outputs,
                                      pack.parameter_gradient.data() + stage.parameters.kernel.offset,
                                      scratch(worker));
}

void BatchNetwork::sum_gradients() {
    std::copy_n(packs_[0].parameter_gradient.data(), layout_.size, gradient_.data());
    for (const PackActivations& pack : active().subspan(1)) {
        for (std::size_t i = 0; i < layout_.size; ++i) gradient_[i] += pack.parameter_gradient[i];
    }
}

void BatchNetwork::adam(float learning_rate, float weight_decay) {
    begins(Work::adam);
    beta1_power_ *= 0.9;
    beta2_power_ *= 0.999;
    const double correction = std::sqrt(1.0 - beta2_power_) / (1.0 - beta1_power_);
    const auto rate = static_cast<float>(learning_rate * correction);
    const auto update = [&](std::size_t begin, std::size_t end, float decay) {
        kernels::adam({rate, decay}, end - begin, gradient_.data() + begin, parameters_.data() + begin,
                      m_.data() + begin, v_.data() + begin);
    };
    for (std::size_t i = 0; i < stages_.size(); ++i) {
        const StageParameters& p = layout_.stages[i];
        const std::size_t end =
            is_last(i) ? layout_.dense_kernel.offset : layout_.stages[i + 1].kernel.offset;
        update(p.kernel.offset, p.bias.offset, learning_rate * weight_decay);
        update(p.bias.offset, end, 0.0f);
    }
    update(layout_.dense_kernel.offset, layout_.dense_bias.offset, learning_rate * weight_decay);
    update(layout_.dense_bias.offset, layout_.size, 0.0f);
}

}  // namespace nanonas
