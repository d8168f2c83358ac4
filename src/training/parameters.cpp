// SPDX-License-Identifier: MIT
#include "training/parameters.h"

#include <cmath>

#include "base/random.h"
#include "training/stages.h"

namespace nanonas {
namespace {

ParameterRange append(std::size_t& end, std::size_t size) {
    const ParameterRange range{end, size};
    end += (size + kernels::pack_size - 1) / kernels::pack_size * kernels::pack_size;
    return range;
}

void glorot(float* kernel, std::size_t size, double fans, Random random) {
    const auto limit = static_cast<float>(std::sqrt(6.0 / fans));
    for (std::size_t i = 0; i < size; ++i) kernel[i] = random.uniform(-limit, limit);
}

std::vector<float> copy(const kernels::Buffer& parameters, ParameterRange range) {
    const float* first = parameters.data() + range.offset;
    return {first, first + range.size};
}

}  // namespace

ParameterLayout parameter_layout(const Architecture& architecture) {
    ParameterLayout layout;
    std::size_t features = 0;
    for (const Stage& stage : stages(architecture)) {
        const auto in = static_cast<std::size_t>(stage.in_channels);
        const auto out = static_cast<std::size_t>(stage.out_channels);
        const bool current = architecture.family == Family::current;
        StageParameters p;
        p.kernel = append(layout.size, out * in * 9);
        p.bias = append(layout.size, current ? 0 : out);
        p.gamma = append(layout.size, current ? out : in);
        p.beta = append(layout.size, p.gamma.size);
        layout.stages.push_back(p);
        features = out;
    }
    const auto classes = static_cast<std::size_t>(architecture.classes);
    layout.dense_kernel = append(layout.size, classes * features);
    layout.dense_bias = append(layout.size, classes);
    return layout;
}

kernels::Buffer initial_parameters(const Architecture& architecture, const ParameterLayout& layout,
                                   std::uint64_t seed) {
    kernels::Buffer parameters(layout.size);
    const std::vector<Stage> all = stages(architecture);
    for (std::size_t i = 0; i < all.size(); ++i) {
        const StageParameters& p = layout.stages[i];
        glorot(parameters.data() + p.kernel.offset, p.kernel.size,
               9.0 * (all[i].in_channels + all[i].out_channels),
               Random(seed, RandomPurpose::initial_weights, i));
        for (std::size_t j = 0; j < p.gamma.size; ++j) parameters[p.gamma.offset + j] = 1.0f;
    }
    glorot(parameters.data() + layout.dense_kernel.offset, layout.dense_kernel.size,
           all.back().out_channels + architecture.classes,
           Random(seed, RandomPurpose::initial_weights, all.size()));
    return parameters;
}

FloatNetwork to_network(const Architecture& architecture, const ParameterLayout& layout,
                        const kernels::Buffer& parameters, const std::vector<MovingMoments>& moving) {
    FloatNetwork network = blank_network(architecture);
    const std::vector<Weights*> convolutions = network.convolutions();
    const std::vector<BatchNorm*> norms = network.norms();
    for (std::size_t i = 0; i < layout.stages.size(); ++i) {
        const StageParameters& p = layout.stages[i];
        convolutions[i]->kernel = copy(parameters, p.kernel);
        if (p.bias.size > 0) convolutions[i]->bias = copy(parameters, p.bias);
        *norms[i] = {copy(parameters, p.gamma), copy(parameters, p.beta), moving[i].mean, moving[i].variance};
    }
    network.dense() = {copy(parameters, layout.dense_kernel), copy(parameters, layout.dense_bias)};
    return network;
}

}  // namespace nanonas
