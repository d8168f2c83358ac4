// SPDX-License-Identifier: MIT
#include "training/parameters.h"

#include <cmath>

#include "base/random.h"

namespace nanonas {
namespace {

ParameterRange append(std::size_t& end, std::size_t size) {
    const ParameterRange range{end, size};
    end += kernels::whole_packs(size);
    return range;
}

bool bias_is_trained(std::span<const Layer> layers, std::size_t index) {
    if (!layers[index].bias) return false;
    const auto reader = only_reader(layers, index);
    return !reader || !folds_into_convolution(layers, *reader);
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

ParameterLayout parameter_layout(std::span<const Layer> layers, const InputShape& input) {
    ParameterLayout layout;
    const std::vector<TensorShape> all = shapes(layers, input);
    for (std::size_t i = 0; i < layers.size(); ++i) {
        ParameterRanges& ranges = layout.layers.emplace_back();
        const auto channels = static_cast<std::size_t>(all[i].channels);
        if (layers[i].weighs()) {
            const std::int64_t values = kernel_values(layers[i], input_shape(layers[i], all, input));
            ranges.kernel = append(layout.size, static_cast<std::size_t>(values));
            ranges.bias = append(layout.size, bias_is_trained(layers, i) ? channels : 0);
        }
        if (layers[i].kind == LayerKind::batch_norm) {
            ranges.gamma = append(layout.size, channels);
            ranges.beta = append(layout.size, channels);
        }
    }
    return layout;
}

kernels::Buffer initial_parameters(std::span<const Layer> layers, const InputShape& input,
                                   const ParameterLayout& layout, std::uint64_t seed) {
    kernels::Buffer parameters(layout.size);
    if (memory_refused()) return parameters;
    const std::vector<TensorShape> all = shapes(layers, input);
    std::uint64_t kernels = 0;
    for (std::size_t i = 0; i < layers.size(); ++i) {
        const Layer& layer = layers[i];
        const ParameterRanges& ranges = layout.layers[i];
        if (layer.weighs()) {
            const auto values = static_cast<double>(ranges.kernel.size);
            const double fan_in = values / all[i].channels;
            const double fan_out = values / input_shape(layer, all, input).channels;
            glorot(parameters.data() + ranges.kernel.offset, ranges.kernel.size, fan_in + fan_out,
                   Random(seed, RandomPurpose::initial_weights, kernels++));
        }
        for (std::size_t j = 0; j < ranges.gamma.size; ++j) parameters[ranges.gamma.offset + j] = 1.0f;
    }
    return parameters;
}

std::vector<DecayRange> decay_ranges(const ParameterLayout& layout) {
    std::vector<DecayRange> result;
    const auto append = [&](ParameterRange range, bool decays) {
        if (range.size == 0) return;
        if (result.empty() || result.back().decays != decays)
            result.push_back({range.offset, range.offset, decays});
        result.back().end = range.offset + kernels::whole_packs(range.size);
    };
    for (const ParameterRanges& ranges : layout.layers) {
        append(ranges.kernel, true);
        append(ranges.bias, false);
        append(ranges.gamma, false);
        append(ranges.beta, false);
    }
    return result;
}

std::vector<LayerParameters> to_layers(std::span<const Layer> layers, const InputShape& input,
                                       const ParameterLayout& layout, const kernels::Buffer& parameters) {
    std::vector<LayerParameters> result(layers.size());
    const std::vector<TensorShape> all = shapes(layers, input);
    for (std::size_t i = 0; i < layers.size(); ++i) {
        const ParameterRanges& ranges = layout.layers[i];
        Weights& weights = result[i].weights;
        weights = {copy(parameters, ranges.kernel), copy(parameters, ranges.bias)};
        if (layers[i].bias) weights.bias.resize(static_cast<std::size_t>(all[i].channels));
        const std::size_t channels = ranges.gamma.size;
        result[i].norm = {copy(parameters, ranges.gamma), copy(parameters, ranges.beta),
                          std::vector<float>(channels, 0.0f), std::vector<float>(channels, 1.0f)};
    }
    return result;
}

}  // namespace nanonas
