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

bool may_follow(LayerKind kind, std::optional<LayerKind> before, std::optional<LayerKind> two_before) {
    using enum LayerKind;
    switch (kind) {
        case convolution:
            return !before || before == max_pool || (before == batch_norm && two_before != convolution);
        case batch_norm:  // before its convolution or behind it
            return !before || before == max_pool || before == convolution;
        case relu:
            return before == convolution || (before == batch_norm && two_before == convolution);
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
    std::optional<LayerKind> before, two_before;
    for (std::size_t i = 0; i < layers.size(); ++i) {
        const Layer& layer = layers[i];
        const bool chained = layer.input == static_cast<int>(i) - 1;
        if (!chained || !has_known_form(layer) || !may_follow(layer.kind, before, two_before)) {
            return failure(
                "Layer {} of the network, {}, is in a form or a place that nanonas can't train, quantise "
                "and turn into C yet.",
                i, to_string(layer.kind));
        }
        two_before = before;
        before = layer.kind;
    }
    if (before != LayerKind::dense) return failure("The network does not end in a dense layer.");
    return {};
}

}  // namespace nanonas
