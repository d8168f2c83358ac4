// SPDX-License-Identifier: MIT
// For tests: lists of layers that no family has.
#pragma once

#include <span>
#include <vector>

#include "nanonas/layer.h"

namespace nanonas {

// A chain of layers of these kinds. The first convolution has so many channels, each further one has one more
// than the one before.
inline std::vector<Layer> chain(std::span<const LayerKind> kinds, int channels, int classes) {
    std::vector<Layer> layers;
    for (const LayerKind kind : kinds) {
        Layer layer{.kind = kind, .input = static_cast<int>(layers.size()) - 1};
        layer.bias = layer.weighs();
        if (kind == LayerKind::convolution) layer.kernel_height = layer.kernel_width = 3;
        if (kind == LayerKind::max_pool) layer.kernel_height = layer.kernel_width = layer.stride = 2;
        if (layer.weighs()) layer.channels = kind == LayerKind::dense ? classes : channels++;
        layers.push_back(layer);
    }
    return layers;
}

}  // namespace nanonas
