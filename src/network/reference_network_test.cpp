// SPDX-License-Identifier: MIT
#include "nanonas/reference_network.h"

#include <gtest/gtest.h>

namespace nanonas {
namespace {

using enum LayerKind;
using Values = std::vector<float>;

Values run(const InputShape& input, std::vector<Layer> layers, std::vector<FoldedLayer> parameters,
           const std::vector<std::uint8_t>& pixels) {
    parameters.resize(layers.size());
    return ReferenceNetwork({input, 1, std::move(layers), std::move(parameters)}).run(pixels);
}

TEST(ReferenceNetwork, ConvolvesWithZerosAroundThePicture) {
    const Layer layer{
        .kind = convolution, .kernel_height = 3, .kernel_width = 3, .channels = 1, .bias = true};
    const FoldedLayer all_ones{{Values(9, 1), {0.5f}}, {}};
    EXPECT_EQ(run({2, 3, 1}, {layer}, {all_ones}, {1, 2, 3, 4, 5, 6}),
              Values({12.5, 21.5, 16.5, 12.5, 21.5, 16.5}));
}

TEST(ReferenceNetwork, ConvolvesWithAStrideAsTensorFlowDoes) {
    // An even side needs one zero, behind it: the windows begin at pixels 0 and 2.
    const Layer layer{.kind = convolution, .kernel_height = 1, .kernel_width = 3, .stride = 2, .channels = 1};
    EXPECT_EQ(run({1, 4, 1}, {layer}, {{{{1, 10, 100}, {}}, {}}}, {1, 2, 3, 4}), Values({321, 43}));
    EXPECT_EQ(run({1, 3, 1}, {layer}, {{{{1, 10, 100}, {}}, {}}}, {1, 2, 3}), Values({210, 32}));
}

TEST(ReferenceNetwork, KeepsChannelsOfADepthwiseConvolutionApart) {
    const Layer layer{.kind = convolution, .kernel_height = 1, .kernel_width = 1, .depthwise = true};
    EXPECT_EQ(run({1, 2, 3}, {layer}, {{{{1, 2, 3}, {}}, {}}}, {1, 1, 1, 5, 6, 7}),
              Values({1, 2, 3, 5, 12, 21}));
}

TEST(ReferenceNetwork, MixesChannelsOfAPointwiseConvolution) {
    const Layer layer{.kind = convolution, .kernel_height = 1, .kernel_width = 1, .channels = 2};
    EXPECT_EQ(run({1, 1, 3}, {layer}, {{{{1, 2, 3, 0, 1, 0}, {}}, {}}}, {1, 10, 100}), Values({321, 10}));
}

TEST(ReferenceNetwork, PoolsWholeWindows) {
    Layer layer{.kind = max_pool, .kernel_height = 2, .kernel_width = 2, .stride = 2};
    EXPECT_EQ(run({2, 3, 1}, {layer}, {}, {1, 2, 9, 4, 3, 9}), Values({4}));
    layer.kind = average_pool;
    EXPECT_EQ(run({2, 3, 1}, {layer}, {}, {1, 2, 9, 4, 3, 9}), Values({2.5}));
}

TEST(ReferenceNetwork, AddsAnEarlierLayer) {
    const std::vector<Layer> layers{
        {.kind = batch_norm}, {.kind = relu, .input = 0}, {.kind = add, .input = 1, .other = 0}};
    const FoldedLayer negated{{}, {{-1, 1}, {2, 0}}};
    EXPECT_EQ(run({1, 2, 2}, layers, {negated}, {1, 5, 9, 6}), Values({2, 10, -7, 12}));
    EXPECT_EQ(run({1, 1, 1}, {{.kind = relu}, {.kind = add, .input = 0, .other = 0}}, {}, {3}), Values({6}));
}

TEST(ReferenceNetwork, AveragesAndClassifies) {
    const std::vector<Layer> layers{{.kind = global_average},
                                    {.kind = dropout, .input = 0},
                                    {.kind = dense, .input = 1, .channels = 2, .bias = true}};
    EXPECT_EQ(run({1, 2, 2}, layers, {{}, {}, {{{1, 0, 10, 1}, {0, 0.5f}}, {}}}, {1, 2, 3, 4}),
              Values({2, 23.5}));
}

TEST(ReferenceNetwork, ShowsWhatLayersWrite) {
    struct Seen : LayerObserver {
        void scaled(std::size_t layer, std::span<const float> values) override {
            between.assign(values.begin(), values.end());
            at = layer;
        }
        void wrote(std::size_t layer, std::span<const float> values) override {
            written.resize(layer + 1);
            written[layer].assign(values.begin(), values.end());
        }
        std::vector<float> between;
        std::size_t at = 9;
        std::vector<std::vector<float>> written;
    } seen;
    const FoldedNetwork network{
        {1, 2, 1}, 2, {{.kind = relu}, {.kind = batch_norm, .input = 0}}, {{}, {{}, {{3}, {1}}}}};
    ReferenceNetwork(network).run(std::vector<std::uint8_t>{2, 4}, &seen);
    EXPECT_EQ(seen.at, 1u);
    EXPECT_EQ(seen.between, Values({3, 6}));
    EXPECT_EQ(seen.written, (std::vector<Values>{{1, 2}, {4, 7}}));
}

}  // namespace
}  // namespace nanonas
