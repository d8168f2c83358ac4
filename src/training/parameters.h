// SPDX-License-Identifier: MIT
// All trained numbers of a network in one flat array, so that Adam, gradients and sums over packs are plain
// loops.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "kernels/buffer.h"
#include "nanonas/float_network.h"

namespace nanonas {

// A run of floats in the flat array; each starts at a multiple of 16.
struct ParameterRange {
    std::size_t offset = 0;
    std::size_t size = 0;
};

// Kernels are laid out as in FloatNetwork. Family current trains no convolution bias: BatchNorm takes it
// away.
struct StageParameters {
    ParameterRange kernel, bias, gamma, beta;
};

struct ParameterLayout {
    std::vector<StageParameters> stages;
    ParameterRange dense_kernel, dense_bias;
    std::size_t size = 0;  // floats of the array
};

ParameterLayout parameter_layout(const Architecture& architecture);

// Keras' defaults: kernels uniform in +-sqrt(6 / (fan_in + fan_out)) (Glorot), gamma 1, the rest 0.
kernels::Buffer initial_parameters(const Architecture& architecture, const ParameterLayout& layout,
                                   std::uint64_t seed);

// BatchNorm's moving averages, one stage after the other.
struct MovingMoments {
    std::vector<float> mean, variance;
};

FloatNetwork to_network(const Architecture& architecture, const ParameterLayout& layout,
                        const kernels::Buffer& parameters, const std::vector<MovingMoments>& moving);

}  // namespace nanonas
