// SPDX-License-Identifier: MIT
// All trained numbers of a network in one flat array, so that Adam, gradients and sums over packs are plain
// loops.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "kernels/buffer.h"
#include "nanonas/float_network.h"
#include "nanonas/layer.h"

namespace nanonas {

// A run of floats in the flat array; each starts at a multiple of 16.
struct ParameterRange {
    std::size_t offset = 0;
    std::size_t size = 0;
};

// Of one layer; kernels are laid out as in FloatNetwork.
struct ParameterRanges {
    ParameterRange kernel, bias;  // of a convolution or a dense layer
    ParameterRange gamma, beta;   // of a BatchNorm
};

struct ParameterLayout {
    std::vector<ParameterRanges> layers;  // as many as the network has
    std::size_t size = 0;                 // floats of the array
};

// A convolution's bias is not trained where a BatchNorm behind the convolution takes it away.
ParameterLayout parameter_layout(std::span<const Layer> layers, const InputShape& input);

// Keras' defaults: kernels uniform in +-sqrt(6 / (fan_in + fan_out)) (Glorot), gamma 1, the rest 0.
kernels::Buffer initial_parameters(std::span<const Layer> layers, const InputShape& input,
                                   const ParameterLayout& layout, std::uint64_t seed);

// Neighbours in the array that decay alike under AdamW: kernels do, all else does not.
struct DecayRange {
    std::size_t begin = 0, end = 0;  // floats of the array, with the padding behind each range
    bool decays = false;
};
// All of the array, in its order.
std::vector<DecayRange> decay_ranges(const ParameterLayout& layout);

// The parameters by layer: a bias that is not trained is 0, and moving averages are as at the beginning.
std::vector<LayerParameters> to_layers(std::span<const Layer> layers, const InputShape& input,
                                       const ParameterLayout& layout, const kernels::Buffer& parameters);

}  // namespace nanonas
