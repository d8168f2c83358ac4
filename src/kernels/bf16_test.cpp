// SPDX-License-Identifier: MIT
#include "kernels/bf16.h"

#include <bit>

#include "kernels/test_packs.h"

namespace nanonas::kernels {
namespace {

// The nearest bfloat16, of two equally near the even one.
float rounded(float value) {
    auto bits = std::bit_cast<std::uint32_t>(value);
    bits += 0x7FFF + ((bits >> 16) & 1);
    return std::bit_cast<float>(bits & 0xFFFF0000u);
}

OwnedPlanes rounded(const Planes& planes) {
    OwnedPlanes result(planes.channels, planes.height, planes.width);
    for (std::size_t i = 0; i < planes.floats(); ++i) result.buffer[i] = rounded(planes.data[i]);
    return result;
}

std::vector<float> rounded(std::vector<float> values) {
    for (float& value : values) value = rounded(value);
    return values;
}

struct Shape {
    int in, out, height, width;
};
constexpr Shape shapes[] = {{3, 6, 50, 50}, {2, 2, 1, 1},   {5, 9, 25, 25}, {4, 13, 3, 3},  {7, 5, 2, 9},
                            {6, 2, 12, 13}, {13, 22, 6, 6}, {3, 3, 9, 1},   {9, 11, 1, 17}, {2, 8, 6, 7}};

class Bf16 : public ::testing::TestWithParam<Shape> {
  protected:
    void SetUp() override {
        if (!bf16_available()) GTEST_SKIP() << "this CPU has no AVX512_BF16";
    }
};

// Products of rounded factors are exact in float, so the twins on rounded factors are near.
TEST_P(Bf16, ConvolutionEqualsTheTwinOnRoundedFactors) {
    const Shape s = GetParam();
    const OwnedPlanes in = random_planes(s.in, s.height, s.width, 13, 1);
    const std::vector<float> kernel = random_values(static_cast<std::size_t>(s.in) * s.out * 9, 2);
    OwnedPlanes out(s.out, s.height, s.width);
    const OutputBlocks blocks = output_blocks(s.in, s.out, s.height, s.width, true);
    ASSERT_EQ(blocks.algorithm, Algorithm::bf16);
    Buffer packed(packed_floats(s.in, blocks)), scratch(scratch_floats(in.planes, blocks));
    pack_kernel(kernel.data(), s.in, blocks, packed.data());
    std::vector<ChannelSums> sums(s.out);
    for (int b = 0; b < blocks.count; ++b) {
        convolve({in.planes, out.planes, packed.data(), blocks, b, scratch.data()}, sums.data());
    }
    expect_near(out.planes,
                reference::convolve(widen(rounded(in.planes).planes, 13), widen(rounded(kernel)), s.out),
                1e-5 * s.in);
    for (int o = 0; o < s.out; ++o) {
        const ChannelSums expected = channel_sums(out.planes, o);
        EXPECT_NEAR(sums[o].value, expected.value, 1e-5 * (1 + expected.product));
        EXPECT_NEAR(sums[o].product, expected.product, 1e-5 * (1 + expected.product));
    }
}

TEST_P(Bf16, DataGradientEqualsTheTwinOnRoundedFactors) {
    const Shape s = GetParam();
    const OwnedPlanes out_gradient = random_planes(s.out, s.height, s.width, 16, 3);
    const OwnedPlanes forward = random_planes(s.in, s.height, s.width, 16, 4);
    const std::vector<float> kernel = random_values(static_cast<std::size_t>(s.in) * s.out * 9, 5);
    OwnedPlanes in_gradient(s.in, s.height, s.width);
    const OutputBlocks blocks = output_blocks(s.out, s.in, s.height, s.width, true);
    Buffer packed(packed_floats(s.out, blocks)), scratch(scratch_floats(out_gradient.planes, blocks));
    pack_turned_kernel(kernel.data(), s.out, blocks, packed.data());
    std::vector<ChannelSums> sums(s.in);
    for (int b = 0; b < blocks.count; ++b) {
        convolve_gradient({out_gradient.planes, in_gradient.planes, packed.data(), blocks, b, scratch.data()},
                          forward.planes, 0.25f, sums.data());
    }
    auto expected = reference::convolution_input_gradient(widen(rounded(out_gradient.planes).planes, 16),
                                                          widen(rounded(kernel)), s.in);
    const auto seen = widen(forward.planes, 16);
    for (std::size_t i = 0; i < expected.values.size(); ++i) {
        if (seen.values[i] <= 0.25) expected.values[i] = 0;
    }
    expect_near(in_gradient.planes, expected, 1e-5 * s.out);
}

TEST_P(Bf16, WeightGradientEqualsTheTwinOnRoundedFactors) {
    const Shape s = GetParam();
    const OwnedPlanes in = random_planes(s.in, s.height, s.width, 11, 1);
    const OwnedPlanes out_gradient = random_planes(s.out, s.height, s.width, 11, 2);
    const auto expected = reference::convolution_kernel_gradient(
        widen(rounded(in.planes).planes, 11), widen(rounded(out_gradient.planes).planes, 11));
    std::vector<float> gradient(expected.size());
    if constexpr (bf16_compiled) {
        Buffer scratch(bf16_weight_gradient_scratch(in.planes));
        for (std::size_t i = 0; i < scratch.size(); ++i) scratch[i] = 1e30f;  // what is there does no harm
        bf16_weight_gradient(in.planes, out_gradient.planes, gradient.data(), scratch.data());
    }
    for (std::size_t i = 0; i < gradient.size(); ++i) {
        ASSERT_NEAR(gradient[i], expected[i], 2e-6 * 11 * s.height * s.width) << i;
    }
}

INSTANTIATE_TEST_SUITE_P(OddShapes, Bf16, ::testing::ValuesIn(shapes));

}  // namespace
}  // namespace nanonas::kernels
