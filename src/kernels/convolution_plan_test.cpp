// SPDX-License-Identifier: MIT
#include "kernels/convolution_plan.h"

#include "kernels/convolution_algorithm.h"
#include "kernels/test_layer.h"

namespace nanonas::kernels {
namespace {

std::string_view passes(const ConvolutionShape& shape) {
    return best_for_passes(shape, Precision::exact).name;
}

std::string_view weights(const ConvolutionShape& shape) {
    return best_for_weight_gradient(shape, Precision::exact).name;
}

TEST(ConvolutionPlan, TakesWinogradWhereItsTransformsPay) {
    EXPECT_EQ(passes({14, 28, 16, 16}), "Winograd");
    EXPECT_EQ(passes({28, 14, 16, 16}), "Winograd");
    EXPECT_EQ(passes({18, 23, 4, 4}), "Winograd");
    EXPECT_EQ(passes({3, 6, 50, 50}), "direct") << "transforms cost more than they spare";
    EXPECT_EQ(passes({12, 18, 3, 3}), "direct") << "the direct algorithm leaves out the border's taps";
    EXPECT_EQ(passes({64, 64, 1, 1}), "direct");
    EXPECT_EQ(weights({14, 28, 16, 16}), "Winograd");
    EXPECT_EQ(weights({42, 53, 4, 4}), "Winograd");
    EXPECT_EQ(weights({3, 64, 50, 50}), "direct");
    EXPECT_EQ(weights({64, 64, 2, 2}), "small planes");
    EXPECT_EQ(weights({64, 11, 2, 2}), "direct") << "too few outputs for the lanes";
}

TEST(ConvolutionPlan, TakesRoundedProductsForPairsOfChannels) {
    if (!rounded_products_supported()) GTEST_SKIP() << "this CPU has no AVX512_BF16";
    EXPECT_EQ(best_for_passes({3, 6, 50, 50}, Precision::rounded).name, "bf16");
    EXPECT_EQ(best_for_passes({1, 6, 50, 50}, Precision::rounded).name, "direct");
    EXPECT_EQ(best_for_passes({64, 64, 16, 16}, Precision::rounded).name, "Winograd");
    EXPECT_EQ(best_for_weight_gradient({3, 6, 50, 50}, Precision::rounded).name, "bf16");
    EXPECT_EQ(best_for_weight_gradient({12, 20, 2, 2}, Precision::rounded).name, "small planes");
}

TEST(ConvolutionPlan, HasEachChannelInOneGroup) {
    for_each_simd_target([] {
        for (const int width : {1, 3, 4, 16, 50}) {
            for (int channels = 1; channels <= 40; ++channels) {
                const ConvolutionPlan plan({3, channels, width, width}, all_passes);
                for (const auto groups : {plan.output_groups(), plan.weight_gradient_groups()}) {
                    int next = 0;
                    for (const ChannelRange group : groups) {
                        EXPECT_EQ(group.first, next);
                        EXPECT_GT(group.size(), 0);
                        next = group.end;
                    }
                    EXPECT_EQ(next, channels);
                }
            }
        }
    });
}

TEST(ConvolutionPlan, PacksAgainAfterRelease) {
    for (const ConvolutionShape& shape : {ConvolutionShape{3, 7, 13, 29}, ConvolutionShape{14, 28, 16, 16}}) {
        TestLayer layer(ConvolutionPlan(shape, all_passes), 16);
        layer.forward();
        layer.data_gradient(0);
        const std::vector<float> out = plain(layer.out.buffer), gradient = plain(layer.in_gradient.buffer);
        layer.plan.release();
        layer.plan.pack(layer.kernel.data());
        layer.forward();
        layer.data_gradient(0);
        EXPECT_EQ(plain(layer.out.buffer), out);
        EXPECT_EQ(plain(layer.in_gradient.buffer), gradient);
    }
}

TEST(ConvolutionPlan, SharesOneScratchAmongPlans) {
    // The last is not the largest; what another plan left in the scratch does no harm.
    const ConvolutionShape shapes[] = {{3, 7, 13, 29}, {14, 28, 16, 16}, {12, 20, 4, 4}};
    ConvolutionScratch scratch;
    std::vector<TestLayer> layers;
    for (const ConvolutionShape& shape : shapes) {
        layers.emplace_back(ConvolutionPlan(shape, all_passes), 16);
        scratch.fit(layers.back().plan);
    }
    for (TestLayer& layer : layers) {
        layer.forward();
        layer.weight_gradient();
        const std::vector<float> out = plain(layer.out.buffer), gradient = layer.gradient;
        std::swap(layer.scratch, scratch);
        layer.forward();
        layer.weight_gradient();
        std::swap(layer.scratch, scratch);
        EXPECT_EQ(plain(layer.out.buffer), out);
        EXPECT_EQ(layer.gradient, gradient);
    }
}

}  // namespace
}  // namespace nanonas::kernels
