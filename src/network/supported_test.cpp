// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "nanonas/architecture.h"

namespace nanonas {
namespace {

std::vector<Layer> supported_layers() {
    return layers({Family::current, 3, 1, {50, 50, 3}, 2});
}

std::string refusal(const std::vector<Layer>& layers) {
    const auto result = supported(layers);
    return result ? std::string() : result.error().message;
}

TEST(Supported, NamesTheLayerThatIsInTheWay) {
    std::vector<Layer> layers = supported_layers();
    layers[4].stride = 2;
    EXPECT_EQ(
        refusal(layers),
        "Layer 4 of the network, convolution, is in a form or a place that nanonas can't train, quantise "
        "and turn into C yet.");
}

TEST(Supported, RefusesWhatNoFamilyHas) {
    const std::vector<std::pair<std::size_t, void (*)(Layer&)>> changes{
        {0, [](Layer& layer) { layer.kernel_width = 5; }},
        {0, [](Layer& layer) { layer.bias = false; }},
        {0, [](Layer& layer) { layer.depthwise = true; }},
        {3, [](Layer& layer) { layer.kernel_height = 3; }},
        {3, [](Layer& layer) { layer.stride = 1; }},
        {3, [](Layer& layer) { layer.kind = LayerKind::average_pool; }},
        {4, [](Layer& layer) { layer.input = 2; }},
        {5, [](Layer& layer) { layer.kind = LayerKind::add; }},
        {6, [](Layer& layer) { layer.kind = LayerKind::max_pool; }},
    };
    for (const auto& [index, change] : changes) {
        std::vector<Layer> layers = supported_layers();
        ASSERT_EQ(refusal(layers), "");
        change(layers[index]);
        EXPECT_TRUE(refusal(layers).starts_with("Layer")) << index;
    }
}

TEST(Supported, RefusesABatchNormOnBothSidesOfAPooling) {
    std::vector<Layer> layers = supported_layers();
    layers.insert(layers.begin() + 4, {.kind = LayerKind::batch_norm, .input = 3});
    for (std::size_t i = 5; i < layers.size(); ++i) ++layers[i].input;
    EXPECT_TRUE(refusal(layers).starts_with("Layer 4"));
    layers.erase(layers.begin() + 1);  // that behind the first convolution
    for (std::size_t i = 1; i < layers.size(); ++i) --layers[i].input;
    EXPECT_EQ(refusal(layers), "");
}

TEST(Supported, RefusesAListWithoutItsEnd) {
    std::vector<Layer> layers = supported_layers();
    layers.pop_back();
    EXPECT_EQ(refusal(layers), "The network does not end in a dense layer.");
}

}  // namespace
}  // namespace nanonas
