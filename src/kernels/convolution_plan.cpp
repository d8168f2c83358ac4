// SPDX-License-Identifier: MIT
#include "kernels/convolution_plan.h"

#include <algorithm>

#include "kernels/bf16.h"
#include "kernels/convolution.h"
#include "kernels/weight_gradient.h"

namespace nanonas::kernels {
namespace {

Planes without_data(int channels, const ConvolutionShape& shape) {
    return {nullptr, channels, shape.height, shape.width};
}

// The block whose outputs the group has.
int block_of(const OutputBlocks& blocks, ChannelRange group) {
    int block = 0;
    while (blocks.first(block) < group.first) ++block;
    return block;
}

}  // namespace

bool rounded_products_supported() {
    return bf16_available();
}

void ConvolutionScratch::fit(const ConvolutionPlan& plan) {
    const std::size_t floats = plan.scratch_floats();
    if (floats <= buffer_.size()) return;
    buffer_ = Buffer();  // before the larger one is taken
    buffer_ = Buffer(floats);
}

ConvolutionPlan::ConvolutionPlan(const ConvolutionShape& shape, const Options& options)
    : shape_(shape), options_(options) {
    const auto [in, out, height, width] = shape;
    const bool rounded = options.precision == Precision::rounded;
    blocks_ = output_blocks(in, out, height, width, rounded);
    flipped_blocks_ = output_blocks(out, in, height, width, rounded);
    for (int b = 0; b < blocks_.count; ++b)
        output_groups_.push_back({blocks_.first(b), blocks_.first(b + 1)});
    weight_gradient_ = weight_gradient_algorithm(in, out, height, width, rounded);
    const int outputs = outputs_at_once(weight_gradient_, without_data(out, shape));
    for (int first = 0; first < out; first += outputs) {
        weight_gradient_groups_.push_back({first, std::min(first + outputs, out)});
    }
}

std::string_view ConvolutionPlan::algorithm_name() const {
    constexpr std::string_view names[] = {"direct", "Winograd", "bf16"};
    return names[static_cast<int>(blocks_.algorithm)];
}

std::size_t ConvolutionPlan::scratch_floats() const {
    const Planes in = without_data(shape_.in_channels, shape_),
                 out = without_data(shape_.out_channels, shape_);
    std::size_t floats = kernels::scratch_floats(in, blocks_);
    if (options_.data_gradient) floats = std::max(floats, kernels::scratch_floats(out, flipped_blocks_));
    if (options_.weight_gradient) {
        floats = std::max(floats, weight_gradient_scratch(weight_gradient_, in, shape_.out_channels));
    }
    return floats;
}

void ConvolutionPlan::pack(const float* kernel) {
    if (packed_.size() == 0) packed_ = Buffer(packed_floats(shape_.in_channels, blocks_));
    pack_kernel(kernel, shape_.in_channels, blocks_, packed_.data());
    // Winograd's transformed kernel serves both directions.
    if (!options_.data_gradient || flipped_blocks_.algorithm == Algorithm::winograd) return;
    if (flipped_.size() == 0) flipped_ = Buffer(packed_floats(shape_.out_channels, flipped_blocks_));
    pack_turned_kernel(kernel, shape_.out_channels, flipped_blocks_, flipped_.data());
}

void ConvolutionPlan::release() {
    packed_ = Buffer();
    flipped_ = Buffer();
}

ConvolutionPlan::Input ConvolutionPlan::prepare(const Planes& in, ConvolutionScratch& scratch) const {
    Input input;
    input.planes_ = in;
    input.scratch_ = scratch.buffer_.data();
    return input;
}

void ConvolutionPlan::forward(const Input& in, ChannelRange group, const Planes& out,
                              ChannelSums* sums) const {
    convolve({in.planes_, out, packed_.data(), blocks_, block_of(blocks_, group), in.scratch_}, sums);
}

void ConvolutionPlan::forward_bias_relu(const Input& in, ChannelRange group, const float* bias, int first_row,
                                        const Planes& band) const {
    convolve_bias_relu({in.planes_, band, packed_.data(), blocks_, block_of(blocks_, group), in.scratch_},
                       bias, first_row);
}

int ConvolutionPlan::band_rows() const {
    // Winograd reads the whole kernel for a band: more rows of a small plane.
    return blocks_.algorithm == Algorithm::winograd ? 4 * ((15 + shape_.width) / shape_.width) : 2;
}

void ConvolutionPlan::data_gradient(const Planes& out_gradient, const Planes& in, float threshold,
                                    const Planes& in_gradient, ChannelSums* sums,
                                    ConvolutionScratch& scratch) const {
    const float* kernel = flipped_.size() > 0 ? flipped_.data() : packed_.data();
    for (int b = 0; b < flipped_blocks_.count; ++b) {
        convolve_gradient({out_gradient, in_gradient, kernel, flipped_blocks_, b, scratch.buffer_.data()}, in,
                          threshold, sums);
    }
}

void ConvolutionPlan::weight_gradient(const Planes& in, const Planes& out_gradient, ChannelRange group,
                                      float* gradient, ConvolutionScratch& scratch) const {
    kernels::weight_gradient({in, out_gradient, weight_gradient_, scratch.buffer_.data()}, group.first,
                             group.end, gradient);
}

}  // namespace nanonas::kernels
