// SPDX-License-Identifier: MIT
#include "nanonas/float_network.h"

namespace nanonas {
namespace {

BatchNorm identity_norm(std::size_t channels) {
    return {std::vector<float>(channels, 1.0f), std::vector<float>(channels, 0.0f),
            std::vector<float>(channels, 0.0f), std::vector<float>(channels, 1.0f)};
}

}  // namespace

FloatNetwork blank_network(const Architecture& architecture) {
    FloatNetwork network{architecture, {}, {}, {}};
    for (const Stage& stage : stages(architecture)) {
        const auto in = static_cast<std::size_t>(stage.in_channels);
        const auto out = static_cast<std::size_t>(stage.out_channels);
        network.convolutions.push_back({std::vector<float>(out * in * 9), std::vector<float>(out)});
        network.norms.push_back(identity_norm(architecture.family == Family::current ? out : in));
    }
    const auto classes = static_cast<std::size_t>(architecture.classes);
    const std::size_t features = network.convolutions.back().bias.size();
    network.dense = {std::vector<float>(classes * features), std::vector<float>(classes)};
    return network;
}

}  // namespace nanonas
