// SPDX-License-Identifier: MIT
#include "nanonas/folded_network.h"

#include <cmath>

namespace nanonas {
namespace {

void fold_behind(const ChannelAffine& affine, Weights& convolution) {
    const std::size_t outputs = affine.scale.size(), values = convolution.kernel.size() / outputs;
    convolution.bias.resize(outputs);
    for (std::size_t o = 0; o < outputs; ++o) {
        for (std::size_t i = 0; i < values; ++i) convolution.kernel[o * values + i] *= affine.scale[o];
        convolution.bias[o] = convolution.bias[o] * affine.scale[o] + affine.shift[o];
    }
}

}  // namespace

ChannelAffine affine(const BatchNorm& norm, double epsilon) {
    ChannelAffine result;
    for (std::size_t i = 0; i < norm.gamma.size(); ++i) {
        const double scale = norm.gamma[i] / std::sqrt(double{norm.variance[i]} + epsilon);
        result.scale.push_back(static_cast<float>(scale));
        result.shift.push_back(static_cast<float>(norm.beta[i] - norm.mean[i] * scale));
    }
    return result;
}

FoldedNetwork unfolded(const FloatNetwork& network) {
    const Architecture& architecture = network.architecture;
    FoldedNetwork result{architecture.input, pixel_divisor(architecture.family), layers(architecture), {}};
    for (const LayerParameters& layer : network.layers)
        result.parameters.push_back({layer.weights, affine(layer.norm)});
    return result;
}

FoldedNetwork fold(const FloatNetwork& network, double epsilon) {
    const Architecture& architecture = network.architecture;
    FoldedNetwork result{architecture.input, pixel_divisor(architecture.family), layers(architecture), {}};
    for (std::size_t i = 0; i < result.layers.size(); ++i) {
        const LayerParameters& layer = network.layers[i];
        FoldedLayer& folded = result.parameters.emplace_back();
        folded.weights = layer.weights;
        ChannelAffine norm = affine(layer.norm, epsilon);
        if (folds_into_convolution(result.layers, i)) {
            const auto before = static_cast<std::size_t>(result.layers[i].input);
            fold_behind(norm, result.parameters[before].weights);
        } else {
            folded.affine = std::move(norm);
        }
    }
    return result;
}

void fold_pixel_divisor(FoldedNetwork& network) {
    for (std::size_t i = 0; i < network.layers.size(); ++i) {
        if (network.layers[i].input != Layer::picture) continue;
        for (float& scale : network.parameters[i].affine.scale) scale /= network.pixel_divisor;
        for (float& weight : network.parameters[i].weights.kernel) weight /= network.pixel_divisor;
    }
    network.pixel_divisor = 1;
}

}  // namespace nanonas
