// SPDX-License-Identifier: MIT
// What a ConvolutionPlan knows of an algorithm, and the table of all of them. To add one, write its passes
// and an entry of the table.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "kernels/batch_norm.h"
#include "kernels/convolution_shape.h"
#include "kernels/planes.h"

namespace nanonas::kernels {

// Forward and data gradient are one loop: the data gradient of a layer is the convolution of its output's
// gradient with the flipped kernel, so that there the layer's outputs are the channels read.
struct ConvolutionPass {
    ConvolutionShape shape;                // in_channels are read, out_channels are written
    bool flipped = false;                  // the data gradient's pass
    std::span<const ChannelRange> groups;  // of channels written
};

// What happens to the outputs before they are stored.
struct Epilogue {
    enum class Kind {
        sums,         // nothing; sums of the output and of its square
        masked_sums,  // it becomes 0 where forward <= threshold; sums of it and of it * forward
        bias_relu,    // it becomes max(0, it + bias)
    };
    Kind kind = Kind::sums;
    ChannelSums* sums = nullptr;     // of the group's first channel
    const float* forward = nullptr;  // laid out like the output, at the group's first channel
    float threshold = 0;
    const float* bias = nullptr;  // [channel of the group][16]
};

// One group of a pass, or a band of its rows. Epilogues with sums take whole planes.
struct ConvolutionCall {
    Planes in;                      // all channels and rows
    const float* packed = nullptr;  // from ConvolutionAlgorithm::pack
    float* scratch = nullptr;       // in which `in` was prepared
    ChannelRange group;
    Planes out;         // the group's channels and the band's rows
    int first_row = 0;  // of the band
    bool flipped = false;
    Epilogue epilogue;
};

struct ConvolutionPasses {
    // How many times as fast as the direct algorithm both passes are taken to be; 0 where they can't be used.
    // It is a figure of its arguments alone (and for Precision::rounded of the CPU), because the choice must
    // be the same everywhere.
    double (*gain)(const ConvolutionShape& shape, Precision precision);
    // How many channels a group may have at most on this CPU; results don't depend on it.
    int (*most_outputs)(const ConvolutionShape& shape);
    int (*band_rows)(const ConvolutionShape& shape);

    // Lays out kernel [out][in][3][3], in and out being the layer's, for a pass. An algorithm whose forward
    // kernel serves the data gradient too is never asked for a flipped one.
    bool forward_kernel_serves_both;
    std::size_t (*packed_floats)(const ConvolutionShape& shape);
    void (*pack)(const ConvolutionPass& pass, const float* kernel, float* packed);

    std::size_t (*scratch_floats)(const ConvolutionShape& shape);
    // Makes an input ready in scratch, once for all groups and bands; null if there is nothing to do.
    void (*prepare)(const Planes& in, float* scratch);
    void (*convolve)(const ConvolutionCall& call);
};

// As ConvolutionPlan::weight_gradient.
struct WeightGradientCall {
    Planes in, out_gradient;
    ChannelRange group;
    float* gradient = nullptr;
    float* scratch = nullptr;
};

struct WeightGradientPass {
    double (*gain)(const ConvolutionShape& shape, Precision precision);  // as of ConvolutionPasses
    int (*outputs_at_once)(const ConvolutionShape& shape);
    std::size_t (*scratch_floats)(const ConvolutionShape& shape);
    void (*run)(const WeightGradientCall& call);
};

struct ConvolutionAlgorithm {
    std::string_view name;
    const ConvolutionPasses* passes = nullptr;            // null: it has none
    const WeightGradientPass* weight_gradient = nullptr;  // null: it has none
};

// Of passes of equal gain the later one is taken.
std::span<const ConvolutionAlgorithm> convolution_algorithms();

const ConvolutionAlgorithm& best_for_passes(const ConvolutionShape& shape, Precision precision);
const ConvolutionAlgorithm& best_for_weight_gradient(const ConvolutionShape& shape, Precision precision);

}  // namespace nanonas::kernels
