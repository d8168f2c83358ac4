// SPDX-License-Identifier: MIT
#include "kernels/convolution.h"

#include "kernels/test_packs.h"

namespace nanonas::kernels {
namespace {

struct Shape {
    int in, out, height, width;
};

// Every number of outputs a block can have, every tile width, planes lower and narrower than a tile.
std::vector<Shape> odd_shapes() {
    std::vector<Shape> shapes{{3, 3, 50, 50}, {5, 9, 25, 25},  {7, 23, 3, 3},  {2, 11, 2, 2},
                              {3, 13, 1, 1},  {4, 6, 9, 1},    {12, 13, 4, 4}, {14, 28, 16, 16},
                              {13, 31, 5, 7}, {12, 20, 12, 9}, {67, 12, 6, 4}};
    for (int i = 1; i <= 28; ++i) shapes.push_back({1 + i % 3, 1 + i % 7, 1 + i % 5, i});
    return shapes;
}

TEST(Convolution, EqualsItsTwin) {
    for_each_simd_target([] {
        for (const Shape& s : odd_shapes()) {
            SCOPED_TRACE(::testing::Message() << s.in << "->" << s.out << " " << s.height << "x" << s.width);
            const OwnedPlanes in = random_planes(s.in, s.height, s.width, 13, 1);
            const std::vector<float> kernel = random_values(s.in * s.out * 9, 2);
            OwnedPlanes out(s.out, s.height, s.width);
            const OutputBlocks blocks = output_blocks(s.in, s.out, s.height, s.width);
            Buffer packed(packed_floats(s.in, blocks)), scratch(scratch_floats(in.planes, blocks));
            pack_kernel(kernel.data(), s.in, blocks, packed.data());
            std::vector<ChannelSums> sums(s.out);
            for (int b = 0; b < blocks.count; ++b) {
                convolve({in.planes, out.planes, packed.data(), blocks, b, scratch.data()}, sums.data());
            }
            const auto expected = reference::convolve(widen(in.planes, 13), widen(kernel), s.out);
            expect_near(out.planes, expected, 1e-5 * s.in);
            for (int o = 0; o < s.out; ++o) {
                double value = 0, square = 0;
                for (int i = 0; i < s.height * s.width; ++i) {
                    for (int sample = 0; sample < 13; ++sample) {
                        const double y = expected.at(sample, o, 0, i);
                        value += y;
                        square += y * y;
                    }
                }
                EXPECT_NEAR(sums[o].value, value, 1e-5 * (1 + square));
                EXPECT_NEAR(sums[o].product, square, 1e-5 * (1 + square));
            }
        }
    });
}

TEST(Convolution, GradientEqualsItsTwinWhereTheInputWasActive) {
    for_each_simd_target([] {
        for (const Shape& s : odd_shapes()) {
            SCOPED_TRACE(::testing::Message() << s.in << "->" << s.out << " " << s.height << "x" << s.width);
            const OwnedPlanes out_gradient = random_planes(s.out, s.height, s.width, 16, 3);
            const OwnedPlanes forward = random_planes(s.in, s.height, s.width, 16, 4);
            const std::vector<float> kernel = random_values(s.in * s.out * 9, 5);
            OwnedPlanes in_gradient(s.in, s.height, s.width);
            const OutputBlocks blocks = output_blocks(s.out, s.in, s.height, s.width);
            Buffer packed(packed_floats(s.out, blocks)), scratch(scratch_floats(out_gradient.planes, blocks));
            pack_turned_kernel(kernel.data(), s.out, blocks, packed.data());
            std::vector<ChannelSums> sums(s.in);
            for (int b = 0; b < blocks.count; ++b) {
                convolve_gradient(
                    {out_gradient.planes, in_gradient.planes, packed.data(), blocks, b, scratch.data()},
                    forward.planes, 0.25f, sums.data());
            }
            auto expected =
                reference::convolution_input_gradient(widen(out_gradient.planes, 16), widen(kernel), s.in);
            const auto input = widen(forward.planes, 16);
            std::vector<double> values(s.in), products(s.in);
            for (int sample = 0; sample < 16; ++sample) {
                for (int c = 0; c < s.in; ++c) {
                    for (int i = 0; i < s.height * s.width; ++i) {
                        double& g = expected.at(sample, c, 0, i);
                        if (input.at(sample, c, 0, i) <= 0.25) g = 0;
                        values[c] += g;
                        products[c] += g * input.at(sample, c, 0, i);
                    }
                }
            }
            expect_near(in_gradient.planes, expected, 1e-5 * s.out);
            for (int c = 0; c < s.in; ++c) {
                EXPECT_NEAR(sums[c].value, values[c], 1e-4 * s.height * s.width * s.out);
                EXPECT_NEAR(sums[c].product, products[c], 1e-4 * s.height * s.width * s.out);
            }
        }
    });
}

TEST(Convolution, WithBiasAndReluGivesAnyBandOfRows) {
    for_each_simd_target([] {
        for (const Shape& s : odd_shapes()) {
            const OwnedPlanes in = random_planes(s.in, s.height, s.width, 16, 6);
            const std::vector<float> kernel = random_values(s.in * s.out * 9, 7),
                                     bias = random_values(s.out, 8);
            OwnedPlanes biases(1, 1, s.out);
            for (int i = 0; i < s.out * pack_size; ++i) biases.buffer[i] = bias[i / pack_size];
            const OutputBlocks blocks = output_blocks(s.in, s.out, s.height, s.width);
            Buffer packed(packed_floats(s.in, blocks)), scratch(scratch_floats(in.planes, blocks));
            pack_kernel(kernel.data(), s.in, blocks, packed.data());
            const auto expected = reference::relu(reference::add_bias(
                reference::convolve(widen(in.planes, 16), widen(kernel), s.out), widen(bias)));
            for (int b = 0; b < blocks.count; ++b) {
                for (int first = 0; first < s.height; first += 4) {
                    const int rows = std::min(4, s.height - first);
                    OwnedPlanes band(blocks.size(b), rows, s.width);
                    convolve_bias_relu({in.planes, band.planes, packed.data(), blocks, b, scratch.data()},
                                       biases.buffer.data(), first);
                    reference::Tensor wanted(16, blocks.size(b), rows, s.width);
                    for (int sample = 0; sample < 16; ++sample) {
                        for (int c = 0; c < blocks.size(b); ++c) {
                            for (int i = 0; i < rows * s.width; ++i) {
                                wanted.at(sample, c, 0, i) =
                                    expected.at(sample, blocks.first(b) + c, first, i);
                            }
                        }
                    }
                    expect_near(band.planes, wanted, 1e-5 * s.in);
                }
            }
        }
    });
}

TEST(Convolution, GivesTheSameBitsOnEveryTarget) {
    std::vector<std::vector<float>> outputs;
    std::vector<ChannelSums> sums(7);
    std::vector<double> first_sums;
    for_each_simd_target([&] {
        const OwnedPlanes in = random_planes(3, 13, 29, 16, 9);
        const std::vector<float> kernel = random_values(3 * 7 * 9, 10);
        OwnedPlanes out(7, 13, 29);
        const OutputBlocks blocks = output_blocks(3, 7, 13, 29);
        Buffer packed(packed_floats(3, blocks));
        pack_kernel(kernel.data(), 3, blocks, packed.data());
        for (int b = 0; b < blocks.count; ++b)
            convolve({in.planes, out.planes, packed.data(), blocks, b}, sums.data());
        outputs.emplace_back(out.buffer.data(), out.buffer.data() + out.buffer.size());
        std::vector<double> all;
        for (const ChannelSums& s : sums) all.insert(all.end(), {s.value, s.product});
        if (first_sums.empty()) first_sums = all;
        EXPECT_EQ(all, first_sums);
        EXPECT_EQ(outputs.back(), outputs.front());
    });
}

}  // namespace
}  // namespace nanonas::kernels
