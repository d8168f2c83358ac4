// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "nanonas/architecture.h"

namespace nanonas {

// A convolution whose input and output planes are equally large.
struct Stage {
    int in_channels = 0, out_channels = 0;
    int height = 0, width = 0;
};

inline std::vector<Stage> stages(const Architecture& architecture) {
    std::vector<Stage> result;
    const std::vector<Layer> all = layers(architecture);
    const std::vector<TensorShape> outputs = shapes(all, architecture.input);
    for (const std::size_t i : indices(all, LayerKind::convolution)) {
        const int in_channels = input_shape(all[i], outputs, architecture.input).channels;
        result.push_back({in_channels, outputs[i].channels, outputs[i].height, outputs[i].width});
    }
    return result;
}

}  // namespace nanonas
