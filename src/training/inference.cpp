// SPDX-License-Identifier: MIT
#include "training/inference.h"

#include <algorithm>

#include "kernels/dense.h"
#include "kernels/pool_norm.h"

namespace nanonas {
namespace {

using kernels::pack_size;

std::vector<kernels::Affine> inference_affine(const BatchNorm& norm) {
    std::vector<kernels::Affine> affine;
    for (std::size_t c = 0; c < norm.gamma.size(); ++c) {
        affine.push_back(kernels::norm_affine(norm.gamma[c], norm.beta[c], {norm.mean[c], norm.variance[c]}));
    }
    return affine;
}

// Convolution and BatchNorm after it as one convolution.
Convolution fold(const Convolution& convolution, const BatchNorm& norm) {
    Convolution folded = convolution;
    const std::vector<kernels::Affine> affine = inference_affine(norm);
    const std::size_t weights = folded.kernel.size() / folded.bias.size();
    for (std::size_t o = 0; o < folded.bias.size(); ++o) {
        folded.bias[o] = folded.bias[o] * affine[o].scale + affine[o].shift;
        for (std::size_t j = o * weights; j < (o + 1) * weights; ++j) folded.kernel[j] *= affine[o].scale;
    }
    return folded;
}

}  // namespace

Inference::Inference(const FloatNetwork& network, Math math) : dense_(network.dense) {
    const bool current = network.architecture.variant == Variant::current;
    const std::vector<Stage> shapes = stages(network.architecture);
    if (!current) pixels_ = inference_affine(network.norms[0]);
    for (std::size_t i = 0; i < shapes.size(); ++i) {
        const Convolution convolution =
            current ? fold(network.convolutions[i], network.norms[i]) : network.convolutions[i];
        const Stage& s = shapes[i];
        const kernels::Precision precision =
            math == Math::fast ? kernels::Precision::rounded : kernels::Precision::exact;
        kernels::ConvolutionPlan plan({s.in_channels, s.out_channels, s.height, s.width},
                                      {.precision = precision});
        FoldedStage& stage = stages_.emplace_back(FoldedStage{s, std::move(plan), {}, {}});
        stage.convolution.pack(convolution.kernel.data());
        stage.bias = kernels::Buffer(convolution.bias.size() * pack_size);
        for (std::size_t j = 0; j < stage.bias.size(); ++j) stage.bias[j] = convolution.bias[j / pack_size];
        const bool norm_follows = !current && i + 1 < shapes.size();
        stage.next = norm_follows ? inference_affine(network.norms[i + 1])
                                  : std::vector<kernels::Affine>(convolution.bias.size());
    }
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
    const Stage& last = stages_.back().shape;
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
