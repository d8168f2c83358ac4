// SPDX-License-Identifier: MIT
// Winograd's convolution and weight gradient against their scalar references, bit for bit.
#include "kernels/reference/winograd.h"

#include <algorithm>

#include "kernels/convolution_algorithm.h"
#include "kernels/test_layer.h"

namespace nanonas::kernels {
namespace {

// Any shape, also those that the table leaves to others: fewer tiles than a group, odd borders.
constexpr ConvolutionShape shapes[] = {{1, 1, 1, 1},    {2, 3, 2, 5},   {3, 7, 4, 4},   {5, 17, 3, 3},
                                       {9, 18, 25, 11}, {14, 28, 8, 8}, {12, 65, 6, 7}, {70, 12, 4, 6},
                                       {4, 6, 9, 1},    {2, 2, 1, 9}};

TestLayer winograd_layer(const ConvolutionShape& shape, int samples) {
    const auto& winograd = *std::ranges::find(convolution_algorithms(), std::string_view("Winograd"),
                                              &ConvolutionAlgorithm::name);
    return {ConvolutionPlan(shape, all_passes, winograd, winograd), samples};
}

std::vector<float> sample_of(const Planes& planes, int sample) {
    std::vector<float> values;
    for (std::size_t i = 0; i < planes.floats() / pack_size; ++i)
        values.push_back(planes.data[i * pack_size + sample]);
    return values;
}

std::vector<std::vector<float>> all_samples_of(const Planes& planes) {
    std::vector<std::vector<float>> samples;
    for (int s = 0; s < pack_size; ++s) samples.push_back(sample_of(planes, s));
    return samples;
}

// [in][out][3][3] with the taps in reverse order
std::vector<float> flipped_kernel(const TestLayer& layer) {
    const int in = layer.shape.in_channels, out = layer.shape.out_channels;
    std::vector<float> flipped(layer.kernel.size());
    for (int o = 0; o < out; ++o) {
        for (int i = 0; i < in; ++i) {
            for (int tap = 0; tap < 9; ++tap) {
                flipped[(i * out + o) * 9 + 8 - tap] = layer.kernel[(o * in + i) * 9 + tap];
            }
        }
    }
    return flipped;
}

TEST(Winograd, MatricesGiveTheConvolution) {
    for (const ConvolutionShape& s : shapes) {
        SCOPED_TRACE(::testing::Message() << s);
        const TestLayer layer = winograd_layer(s, 16);
        const auto exact =
            reference::convolve(widen(layer.in.planes, 1), widen(layer.kernel), s.out_channels);
        const auto values = reference::winograd_by_matrices(sample_of(layer.in.planes, 0), s.in_channels,
                                                            s.height, s.width, layer.kernel, s.out_channels);
        for (std::size_t i = 0; i < values.size(); ++i) ASSERT_NEAR(values[i], exact.values[i], 1e-12) << i;
    }
}

TEST(Winograd, MatricesGiveTheWeightGradient) {
    for (const ConvolutionShape& s : shapes) {
        SCOPED_TRACE(::testing::Message() << s);
        const TestLayer layer = winograd_layer(s, 16);
        const auto exact = reference::convolution_kernel_gradient(widen(layer.in.planes, 16),
                                                                  widen(layer.out_gradient.planes, 16));
        const auto values = reference::winograd_weight_gradient_by_matrices(
            all_samples_of(layer.in.planes), s.in_channels, s.height, s.width,
            all_samples_of(layer.out_gradient.planes), s.out_channels);
        for (std::size_t i = 0; i < values.size(); ++i) ASSERT_NEAR(values[i], exact[i], 1e-10) << i;
    }
}

TEST(Winograd, HasTheBitsOfItsReferenceOnEveryTarget) {
    for (const ConvolutionShape& s : shapes) {
        SCOPED_TRACE(::testing::Message() << s);
        for_each_simd_target([&] {
            TestLayer layer = winograd_layer(s, 16);
            layer.forward();
            for (const int sample : {0, 9, 15}) {
                EXPECT_EQ(sample_of(layer.out.planes, sample),
                          reference::winograd(sample_of(layer.in.planes, sample), s.in_channels, s.height,
                                              s.width, layer.kernel, s.out_channels));
            }
        });
    }
}

TEST(Winograd, DataGradientHasTheBitsOfTheReferenceWithTheFlippedKernel) {
    for (const ConvolutionShape& s : shapes) {
        SCOPED_TRACE(::testing::Message() << s);
        for_each_simd_target([&] {
            TestLayer layer = winograd_layer(s, 16);
            layer.data_gradient(0.25f);
            std::vector<float> expected =
                reference::winograd(sample_of(layer.out_gradient.planes, 9), s.out_channels, s.height,
                                    s.width, flipped_kernel(layer), s.in_channels);
            const std::vector<float> seen = sample_of(layer.in.planes, 9);
            for (std::size_t i = 0; i < expected.size(); ++i) {
                if (seen[i] <= 0.25f) expected[i] = 0;
            }
            EXPECT_EQ(sample_of(layer.in_gradient.planes, 9), expected);
        });
    }
}

TEST(Winograd, WeightGradientHasTheBitsOfItsReferenceOnEveryTarget) {
    for (const ConvolutionShape& s : shapes) {
        SCOPED_TRACE(::testing::Message() << s);
        for_each_simd_target([&] {
            TestLayer layer = winograd_layer(s, 13);
            layer.forward();  // what it leaves in the scratch does no harm
            layer.weight_gradient();
            EXPECT_EQ(layer.gradient, reference::winograd_weight_gradient(
                                          all_samples_of(layer.in.planes), s.in_channels, s.height, s.width,
                                          all_samples_of(layer.out_gradient.planes), s.out_channels));
        });
    }
}

}  // namespace
}  // namespace nanonas::kernels
