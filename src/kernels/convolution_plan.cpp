// SPDX-License-Identifier: MIT
#include "kernels/convolution_plan.h"

#include <algorithm>

#include "kernels/convolution_algorithm.h"

namespace nanonas::kernels {
namespace {

// As few groups as `most` channels a group allow, their sizes differing by one at the most.
std::vector<ChannelRange> even_groups(int channels, int most) {
    const int count = (channels + most - 1) / most;
    std::vector<ChannelRange> groups;
    for (int g = 0; g < count; ++g) groups.push_back({channels * g / count, channels * (g + 1) / count});
    return groups;
}

std::vector<ChannelRange> full_groups(int channels, int size) {
    std::vector<ChannelRange> groups;
    for (int first = 0; first < channels; first += size) {
        groups.push_back({first, std::min(first + size, channels)});
    }
    return groups;
}

ConvolutionShape reversed(const ConvolutionShape& shape) {
    return {shape.out_channels, shape.in_channels, shape.height, shape.width};
}

Planes channels_of(const Planes& planes, ChannelRange group) {
    return {planes.plane(group.first), group.size(), planes.height, planes.width};
}

}  // namespace

void ConvolutionScratch::fit(const ConvolutionPlan& plan) {
    const std::size_t floats = plan.scratch_floats();
    if (floats <= buffer_.size()) return;
    buffer_ = Buffer();  // before the larger one is taken
    buffer_ = Buffer(floats);
}

ConvolutionPlan::ConvolutionPlan(const ConvolutionShape& shape, const Options& options)
    : ConvolutionPlan(shape, options, best_for_passes(shape, options.precision),
                      best_for_weight_gradient(shape, options.precision)) {}

ConvolutionPlan::ConvolutionPlan(const ConvolutionShape& shape, const Options& options,
                                 const ConvolutionAlgorithm& passes,
                                 const ConvolutionAlgorithm& weight_gradient)
    : shape_(shape),
      options_(options),
      passes_(passes.passes),
      weight_gradient_(weight_gradient.weight_gradient),
      output_groups_(even_groups(shape.out_channels, passes_->most_outputs(shape))),
      input_groups_(even_groups(shape.in_channels, passes_->most_outputs(reversed(shape)))),
      weight_gradient_groups_(full_groups(shape.out_channels, weight_gradient_->outputs_at_once(shape))) {}

ConvolutionPass ConvolutionPlan::forward_pass() const {
    return {shape_, false, output_groups_};
}

ConvolutionPass ConvolutionPlan::data_gradient_pass() const {
    return {reversed(shape_), true, input_groups_};
}

std::size_t ConvolutionPlan::scratch_floats() const {
    std::size_t floats = passes_->scratch_floats(shape_);
    if (options_.data_gradient) floats = std::max(floats, passes_->scratch_floats(reversed(shape_)));
    if (options_.weight_gradient) floats = std::max(floats, weight_gradient_->scratch_floats(shape_));
    return floats;
}

void ConvolutionPlan::pack(const float* kernel) {
    const ConvolutionPass forward = forward_pass(), gradient = data_gradient_pass();
    if (packed_.size() == 0) packed_ = Buffer(passes_->packed_floats(forward.shape));
    if (memory_refused()) return;
    passes_->pack(forward, kernel, packed_.data());
    if (!options_.data_gradient || passes_->forward_kernel_serves_both) return;
    if (flipped_.size() == 0) flipped_ = Buffer(passes_->packed_floats(gradient.shape));
    if (memory_refused()) return;
    passes_->pack(gradient, kernel, flipped_.data());
}

void ConvolutionPlan::release() {
    packed_ = Buffer();
    flipped_ = Buffer();
}

ConvolutionPlan::Input ConvolutionPlan::prepare(const Planes& in, ConvolutionScratch& scratch) const {
    Input input;
    input.planes_ = in;
    input.scratch_ = scratch.buffer_.data();
    if (passes_->prepare != nullptr) passes_->prepare(in, input.scratch_);
    return input;
}

void ConvolutionPlan::forward(const Input& in, ChannelRange group, const Planes& out,
                              ChannelSums* sums) const {
    passes_->convolve({.in = in.planes_,
                       .packed = packed_.data(),
                       .scratch = in.scratch_,
                       .group = group,
                       .out = channels_of(out, group),
                       .epilogue = {.kind = Epilogue::Kind::sums, .sums = sums + group.first}});
}

void ConvolutionPlan::forward_bias_relu(const Input& in, ChannelRange group, const float* bias, int first_row,
                                        const Planes& band) const {
    passes_->convolve(
        {.in = in.planes_,
         .packed = packed_.data(),
         .scratch = in.scratch_,
         .group = group,
         .out = band,
         .first_row = first_row,
         .epilogue = {.kind = Epilogue::Kind::bias_relu, .bias = bias + group.first * pack_size}});
}

int ConvolutionPlan::band_rows() const {
    return passes_->band_rows(shape_);
}

void ConvolutionPlan::data_gradient(const Planes& out_gradient, const Planes& in, float threshold,
                                    const Planes& in_gradient, ChannelSums* sums,
                                    ConvolutionScratch& scratch) const {
    const Buffer& packed = passes_->forward_kernel_serves_both ? packed_ : flipped_;
    const Input input = prepare(out_gradient, scratch);
    for (const ChannelRange group : input_groups_) {
        passes_->convolve({.in = out_gradient,
                           .packed = packed.data(),
                           .scratch = input.scratch_,
                           .group = group,
                           .out = channels_of(in_gradient, group),
                           .flipped = true,
                           .epilogue = {.kind = Epilogue::Kind::masked_sums,
                                        .sums = sums + group.first,
                                        .forward = in.plane(group.first),
                                        .threshold = threshold}});
    }
}

void ConvolutionPlan::weight_gradient(const Planes& in, const Planes& out_gradient, ChannelRange group,
                                      float* gradient, ConvolutionScratch& scratch) const {
    weight_gradient_->run({in, out_gradient, group, gradient, scratch.buffer_.data()});
}

}  // namespace nanonas::kernels
