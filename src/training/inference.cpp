// SPDX-License-Identifier: MIT
#include "training/inference.h"

#include <algorithm>

#include "kernels/dense.h"
#include "kernels/pool_norm.h"

namespace nanonas {
namespace {

using kernels::pack_size;

std::vector<kernels::Affine> by_channel(const ChannelAffine& affine) {
    std::vector<kernels::Affine> result;
    for (std::size_t c = 0; c < affine.scale.size(); ++c)
        result.push_back({affine.scale[c], affine.shift[c]});
    return result;
}

}  // namespace

Inference::Inference(const FloatNetwork& network, Math math) : dense_(network.dense()) {
    const FoldedNetwork folded = fold(network, kernels::norm_epsilon);
    const std::vector<TensorShape> outputs = shapes(folded.layers, folded.input);
    const kernels::Precision precision =
        math == Math::fast ? kernels::Precision::rounded : kernels::Precision::exact;
    for (std::size_t i = 0; i < folded.layers.size(); ++i) {
        const Layer& layer = folded.layers[i];
        const FoldedLayer& parameters = folded.parameters[i];
        if (layer.kind == LayerKind::convolution) {
            const TensorShape in = input_shape(layer, outputs, folded.input);
            append({in.channels, outputs[i].channels, in.height, in.width}, precision, parameters.weights);
        } else if (!parameters.affine.scale.empty()) {
            (stages_.empty() ? pixels_ : stages_.back().next) = by_channel(parameters.affine);
        }
    }
}

void Inference::append(const kernels::ConvolutionShape& shape, kernels::Precision precision,
                       const Weights& weights) {
    FoldedStage& stage = stages_.emplace_back(
        FoldedStage{shape, kernels::ConvolutionPlan(shape, {.precision = precision}), {}, {}});
    stage.convolution.pack(weights.kernel.data());
    stage.bias = kernels::Buffer(weights.bias.size() * pack_size);
    for (std::size_t j = 0; j < stage.bias.size(); ++j) stage.bias[j] = weights.bias[j / pack_size];
    stage.next.resize(weights.bias.size());
}

Inference::Scratch Inference::scratch() const {
    Scratch scratch;
    std::size_t band = 0;
    for (const FoldedStage& stage : stages_) {
        scratch.inputs.emplace_back(stage.shape.in_channels, stage.shape.height, stage.shape.width);
        for (const kernels::ChannelRange outputs : stage.convolution.output_groups()) {
            const kernels::Planes rows{nullptr, outputs.size(), stage.convolution.band_rows(),
                                       stage.shape.width};
            band = std::max(band, rows.floats());
        }
        scratch.convolution.fit(stage.convolution);
    }
    scratch.band = kernels::Buffer(band);
    scratch.features = kernels::Buffer(stages_.back().bias.size());
    scratch.logits = kernels::Buffer(dense_.bias.size() * pack_size);
    return scratch;
}

void Inference::run(Scratch& scratch) const {
    for (std::size_t c = 0; c < pixels_.size(); ++c) {
        const kernels::Planes& pixels = scratch.inputs[0].planes;
        kernels::norm(pixels, static_cast<int>(c), pixels_[c], pack_size, pixels);
    }
    std::fill_n(scratch.features.data(), scratch.features.size(), 0.0f);
    for (std::size_t i = 0; i < stages_.size(); ++i) run_stage(i, scratch);
    const kernels::ConvolutionShape& last = stages_.back().shape;
    const float share = 1.0f / (static_cast<float>(last.height) * static_cast<float>(last.width));
    for (std::size_t i = 0; i < scratch.features.size(); ++i) scratch.features[i] *= share;
    kernels::dense({last.out_channels, classes()}, dense_.kernel.data(), dense_.bias.data(),
                   scratch.features.data(), scratch.logits.data());
}

void Inference::run_stage(std::size_t i, Scratch& scratch) const {
    const FoldedStage& stage = stages_[i];
    const bool last = i + 1 == stages_.size();
    const int height = last ? stage.shape.height : stage.shape.height / 2 * 2;
    const kernels::ConvolutionPlan& plan = stage.convolution;
    const auto in = plan.prepare(scratch.inputs[i].planes, scratch.convolution);
    for (const kernels::ChannelRange outputs : plan.output_groups()) {
        for (int y = 0; y < height; y += plan.band_rows()) {
            const kernels::Planes band{scratch.band.data(), outputs.size(),
                                       std::min(plan.band_rows(), height - y), stage.shape.width};
            plan.forward_bias_relu(in, outputs, stage.bias.data(), y, band);
            for (int j = 0; j < band.channels; ++j) {
                const int c = outputs.first + j;
                if (last) {
                    kernels::add_pixels(band, j, scratch.features.data() + c * pack_size);
                    continue;
                }
                const kernels::Planes& next = scratch.inputs[i + 1].planes;
                for (int r = 0; r < band.height; r += 2) {
                    const kernels::Planes pair{
                        band.plane(j) + r * static_cast<std::ptrdiff_t>(band.row_floats()), 1, 2, band.width};
                    const std::size_t row = static_cast<std::size_t>((y + r) / 2) * next.row_floats();
                    kernels::pool_norm_rows(pair, 0, stage.next[c], next.plane(c) + row);
                }
            }
        }
    }
}

}  // namespace nanonas
