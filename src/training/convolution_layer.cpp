// SPDX-License-Identifier: MIT
#include "training/convolution_layer.h"

#include <utility>

namespace nanonas {

using kernels::pack_size;

ConvolutionLayer::ConvolutionLayer(const Options& options, std::unique_ptr<ChannelLayer> following)
    : options_(options),
      plan_(options.shape,
            {.precision = options.precision, .data_gradient = !reads_pixels(), .weight_gradient = true}),
      following_(std::move(following)) {}

void ConvolutionLayer::add_pack(TrainingPack& pack) {
    const kernels::ConvolutionShape& shape = options_.shape;
    packs_.push_back({kernels::OwnedPlanes(shape.out_channels, shape.height, shape.width),
                      kernels::Buffer(options_.ranges.bias.size * pack_size)});
    following_->add_pack(pack);
}

void ConvolutionLayer::release() {
    packs_.clear();
    plan_.release();
    following_->release();
}

void ConvolutionLayer::begin(const Batch& batch) {
    batch.begins(Work::convolution);
    plan_.pack(batch.parameters + options_.ranges.kernel.offset);
}

void ConvolutionLayer::spread_bias(const Batch& batch, const TrainingPack& pack,
                                   kernels::Buffer& spread) const {
    const float* bias = batch.parameters + options_.ranges.bias.offset;
    for (std::size_t i = 0; i < spread.size(); ++i) {
        spread[i] = static_cast<int>(i % pack_size) < pack.samples ? bias[i / pack_size] : 0.0f;
    }
}

void ConvolutionLayer::forward(const Batch& batch, TrainingPack& pack, kernels::ConvolutionScratch& scratch) {
    kernels::Buffer& bias = packs_[pack.index].bias;
    const kernels::Planes& y = output(pack);
    kernels::ChannelSums* const sums = following_->sums(pack);
    batch.begins(Work::convolution);
    if (sums == nullptr) spread_bias(batch, pack, bias);
    const auto in = plan_.prepare(pack.activations[options_.input].output(), scratch);
    for (const kernels::ChannelRange channels : plan_.output_groups()) {
        batch.begins(Work::convolution);
        if (sums != nullptr) {
            plan_.forward(in, channels, y, sums);
        } else {
            const kernels::Planes all_rows{y.plane(channels.first), channels.size(), y.height, y.width};
            plan_.forward_bias_relu(in, channels, bias.data(), 0, all_rows);
        }
        following_->forward(batch, pack, y, channels);
    }
}

void ConvolutionLayer::complete(const Batch& batch, TrainingPack& pack) {
    following_->complete(batch, pack, output(pack));
}

void ConvolutionLayer::sum_gradient(const Batch& batch, TrainingPack& pack, kernels::ConvolutionScratch&) {
    following_->sum_gradient(batch, pack, output(pack));
}

void ConvolutionLayer::backward(const Batch& batch, TrainingPack& pack,
                                kernels::ConvolutionScratch& scratch) {
    LayerActivation& input = pack.activations[options_.input];
    const kernels::Planes& y = output(pack);
    const kernels::Planes& in = reads_pixels() ? input.values.planes : input.output();
    float* const gradient = pack.parameter_gradient.data();
    for (const kernels::ChannelRange channels : plan_.weight_gradient_groups()) {
        batch.begins(Work::norm_gradient);
        following_->backward(batch, pack, y, channels, gradient + options_.ranges.bias.offset);
        batch.begins(Work::kernel_gradient);
        plan_.weight_gradient(in, y, channels, gradient + options_.ranges.kernel.offset, scratch);
    }
    if (reads_pixels()) return;
    batch.begins(Work::data_gradient);
    plan_.data_gradient(y, input.values.planes, input.threshold, input.gradient, input.gradient_sums.data(),
                        scratch);
}

void ConvolutionLayer::write_averages(std::span<LayerParameters> layers) const {
    following_->write_averages(layers);
}

}  // namespace nanonas
