// SPDX-License-Identifier: MIT
#include "nanonas/layer.h"

namespace nanonas {
namespace {

bool has_known_form(const Layer& layer) {
    switch (layer.kind) {
        case LayerKind::convolution:
            return layer.kernel_height == 3 && layer.kernel_width == 3 && layer.stride == 1 &&
                   !layer.depthwise && layer.bias;
        case LayerKind::max_pool:
            return layer.kernel_height == 2 && layer.kernel_width == 2 && layer.stride == 2;
        case LayerKind::dense:
            return layer.bias;
        case LayerKind::average_pool:
        case LayerKind::add:
            return false;
        default:
            return true;
    }
}

// The kind of the layer `distance` layers before `index`; none before the first.
std::optional<LayerKind> kind_before(std::span<const Layer> layers, std::size_t index,
                                     std::size_t distance = 1) {
    if (distance > index) return {};
    return layers[index - distance].kind;
}

bool has_known_place(std::span<const Layer> layers, std::size_t index) {
    using enum LayerKind;
    const std::optional<LayerKind> before = kind_before(layers, index);
    const bool behind_norm = before == batch_norm && kind_before(layers, index, 2) == convolution;
    switch (layers[index].kind) {
        case convolution:
            return !before || before == max_pool || (before == batch_norm && !behind_norm);
        case batch_norm:  // before its convolution or behind it, and never on both sides of a pooling
            if (before == max_pool) return kind_before(layers, index, 3) == convolution;
            return !before || before == convolution;
        case relu:
            return before == convolution || behind_norm;
        case max_pool:
        case global_average:
            return before == relu;
        case dropout:
            return before == global_average;
        case dense:
            return before == global_average || before == dropout;
        default:
            return false;
    }
}

}  // namespace

Result<void> supported(std::span<const Layer> layers) {
    for (std::size_t i = 0; i < layers.size(); ++i) {
        const Layer& layer = layers[i];
        const bool chained = layer.input == static_cast<int>(i) - 1;
        if (!chained || !has_known_form(layer) || !has_known_place(layers, i)) {
            return failure(
                "Layer {} of the network, {}, is in a form or a place that nanonas can't train, quantise "
                "and turn into C yet.",
                i, to_string(layer.kind));
        }
    }
    if (layers.empty() || layers.back().kind != LayerKind::dense)
        return failure("The network does not end in a dense layer.");
    return {};
}

}  // namespace nanonas
