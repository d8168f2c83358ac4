// SPDX-License-Identifier: MIT
#include "nanonas/float_network.h"

namespace nanonas {
namespace {

BatchNorm identity_norm(std::size_t channels) {
    return {std::vector<float>(channels, 1.0f), std::vector<float>(channels, 0.0f),
            std::vector<float>(channels, 0.0f), std::vector<float>(channels, 1.0f)};
}

template <typename Part, typename Network, typename Member>
std::vector<Part*> parts(Network& network, LayerKind kind, Member member) {
    std::vector<Part*> result;
    for (const std::size_t i : indices(layers(network.architecture), kind))
        result.push_back(&(network.layers[i].*member));
    return result;
}

}  // namespace

std::vector<Weights*> FloatNetwork::convolutions() {
    return parts<Weights>(*this, LayerKind::convolution, &LayerParameters::weights);
}

std::vector<const Weights*> FloatNetwork::convolutions() const {
    return parts<const Weights>(*this, LayerKind::convolution, &LayerParameters::weights);
}

std::vector<BatchNorm*> FloatNetwork::norms() {
    return parts<BatchNorm>(*this, LayerKind::batch_norm, &LayerParameters::norm);
}

std::vector<const BatchNorm*> FloatNetwork::norms() const {
    return parts<const BatchNorm>(*this, LayerKind::batch_norm, &LayerParameters::norm);
}

FloatNetwork blank_network(const Architecture& architecture) {
    FloatNetwork network{architecture, {}};
    const std::vector<Layer> all = layers(architecture);
    const std::vector<TensorShape> outputs = shapes(all, architecture.input);
    for (std::size_t i = 0; i < all.size(); ++i) {
        const TensorShape in = input_shape(all[i], outputs, architecture.input);
        const auto channels = static_cast<std::size_t>(outputs[i].channels);
        LayerParameters& parameters = network.layers.emplace_back();
        parameters.weights.kernel.resize(static_cast<std::size_t>(kernel_values(all[i], in)));
        if (all[i].bias) parameters.weights.bias.resize(channels);
        if (all[i].kind == LayerKind::batch_norm) parameters.norm = identity_norm(channels);
    }
    return network;
}

}  // namespace nanonas
