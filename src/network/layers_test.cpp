// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "nanonas/architecture.h"

namespace nanonas {
namespace {

using enum LayerKind;

// Convolution with a stride, depthwise, pointwise, and a skip around the last two.
std::vector<Layer> block() {
    return {
        {.kind = convolution, .input = -1, .kernel_height = 5, .kernel_width = 3, .stride = 2, .channels = 4},
        {.kind = convolution, .input = 0, .kernel_height = 3, .kernel_width = 3, .depthwise = true},
        {.kind = convolution, .input = 1, .kernel_height = 1, .kernel_width = 1, .channels = 4, .bias = true},
        {.kind = add, .input = 2, .other = 0},
        {.kind = average_pool, .input = 3, .kernel_height = 3, .kernel_width = 3, .stride = 2},
        {.kind = batch_norm, .input = 4},
        {.kind = global_average, .input = 5},
        {.kind = dense, .input = 6, .channels = 10, .bias = true},
    };
}

TEST(Layers, HaveTheShapesOfTheirWindows) {
    const std::vector<TensorShape> all = shapes(block(), {17, 20, 3});
    const TensorShape halved{9, 10, 4}, pooled{4, 4, 4};
    EXPECT_EQ(all, (std::vector<TensorShape>{
                       halved, halved, halved, halved, pooled, pooled, {1, 1, 4}, {1, 1, 10}}));
    EXPECT_EQ(input_shape(block()[0], all, {17, 20, 3}), (TensorShape{17, 20, 3}));
    EXPECT_EQ(input_shape(block()[4], all, {17, 20, 3}), halved);
}

TEST(Layers, CountTheMultiplicationsOfEachOutput) {
    const std::int64_t first = 5 * 3 * 3 * 4 * 90, depthwise = 9 * 4 * 90, pointwise = 4 * 4 * 90;
    EXPECT_EQ(macc(block(), {17, 20, 3}), first + depthwise + pointwise + 4 * 10);
}

TEST(Layers, CountWhatTheyLearn) {
    EXPECT_EQ(parameters(block(), {17, 20, 3}), 5 * 3 * 3 * 4 + 9 * 4 + (4 * 4 + 4) + 4 * 4 + (4 * 10 + 10));
}

TEST(Layers, KnowTheirOnlyReader) {
    const std::vector<Layer> layers = block();
    EXPECT_EQ(only_reader(layers, 0), std::nullopt);  // the depthwise convolution and the addition
    EXPECT_EQ(only_reader(layers, 1), 2u);
    EXPECT_EQ(only_reader(layers, 2), 3u);
    EXPECT_EQ(only_reader(layers, 7), std::nullopt);
    const std::vector<Layer> doubled{{.kind = relu}, {.kind = add, .input = 0, .other = 0}};
    EXPECT_EQ(only_reader(doubled, 0), std::nullopt);
}

TEST(Layers, FoldABatchNormIntoAConvolutionThatNothingElseReads) {
    std::vector<Layer> layers{
        {.kind = convolution, .input = -1, .kernel_height = 3, .kernel_width = 3, .channels = 2},
        {.kind = batch_norm, .input = 0},
        {.kind = relu, .input = 1},
        {.kind = batch_norm, .input = 2},
    };
    EXPECT_TRUE(folds_into_convolution(layers, 1));
    EXPECT_FALSE(folds_into_convolution(layers, 2));
    EXPECT_FALSE(folds_into_convolution(layers, 3));
    layers.push_back({.kind = add, .input = 3, .other = 0});
    EXPECT_FALSE(folds_into_convolution(layers, 1));
}

TEST(Layers, OfAllFamiliesAreSupported) {
    for (const Family family : families()) {
        for (const int c : {0, 1, 4}) {
            const auto known = supported(layers({family, 3, c, {50, 50, 3}, 2}));
            EXPECT_TRUE(known) << known.error().message;
        }
    }
}

}  // namespace
}  // namespace nanonas
