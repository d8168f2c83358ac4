// SPDX-License-Identifier: MIT
#include "kernels/winograd.h"

#include "kernels/reference/winograd.h"
#include "kernels/test_packs.h"

namespace nanonas::kernels {
namespace {

struct Shape {
    int in, out, height, width;
};

// Any shape, also those that the table leaves to the direct way: fewer tiles than a group, odd borders.
constexpr Shape shapes[] = {{1, 1, 1, 1},   {2, 3, 2, 5},   {3, 7, 4, 4},   {5, 17, 3, 3}, {9, 18, 25, 11},
                            {14, 28, 8, 8}, {12, 65, 6, 7}, {70, 12, 4, 6}, {4, 6, 9, 1},  {2, 2, 1, 9}};

std::vector<float> sample_of(const Planes& planes, int sample) {
    std::vector<float> values;
    for (std::size_t i = 0; i < planes.floats() / pack_size; ++i)
        values.push_back(planes.data[i * pack_size + sample]);
    return values;
}

// Both directions through one transformed kernel.
struct Layer {
    explicit Layer(const Shape& s)
        : shape(s),
          blocks{s.out, 1, Algorithm::winograd},
          turned_blocks{s.in, 1, Algorithm::winograd},
          kernel(random_values(static_cast<std::size_t>(s.in) * s.out * 9, 2)),
          packed(winograd_floats(s.in, s.out)),
          scratch(std::max(winograd_scratch({nullptr, s.in, s.height, s.width}, s.out),
                           winograd_scratch({nullptr, s.out, s.height, s.width}, s.in))) {
        winograd_kernel(kernel.data(), s.in, s.out, packed.data());
    }

    // [in][out][3][3] with the taps in reverse order
    std::vector<float> turned_kernel() const {
        std::vector<float> turned(kernel.size());
        for (int o = 0; o < shape.out; ++o) {
            for (int i = 0; i < shape.in; ++i) {
                for (int tap = 0; tap < 9; ++tap) {
                    turned[(i * shape.out + o) * 9 + 8 - tap] = kernel[(o * shape.in + i) * 9 + tap];
                }
            }
        }
        return turned;
    }

    Shape shape;
    OutputBlocks blocks, turned_blocks;
    std::vector<float> kernel;
    Buffer packed, scratch;
};

TEST(Winograd, HasTheBitsOfItsScalarTwinOnEveryTarget) {
    for (const Shape& s : shapes) {
        SCOPED_TRACE(::testing::Message() << s.in << "->" << s.out << " " << s.height << "x" << s.width);
        for_each_simd_target([&] {
            Layer layer(s);
            const OwnedPlanes in = random_planes(s.in, s.height, s.width, 16, 1);
            OwnedPlanes out(s.out, s.height, s.width);
            std::vector<ChannelSums> sums(s.out);
            winograd({in.planes, out.planes, layer.packed.data(), layer.blocks, 0, layer.scratch.data()},
                     sums.data());
            for (const int sample : {0, 9, 15}) {
                EXPECT_EQ(sample_of(out.planes, sample),
                          reference::winograd(sample_of(in.planes, sample), s.in, s.height, s.width,
                                              layer.kernel, s.out));
            }
        });
    }
}

TEST(Winograd, GradientHasTheBitsOfItsScalarTwinWithTheKernelTurned) {
    for (const Shape& s : shapes) {
        SCOPED_TRACE(::testing::Message() << s.in << "->" << s.out << " " << s.height << "x" << s.width);
        for_each_simd_target([&] {
            Layer layer(s);
            const OwnedPlanes out_gradient = random_planes(s.out, s.height, s.width, 16, 3);
            const OwnedPlanes forward = random_planes(s.in, s.height, s.width, 16, 4);
            OwnedPlanes in_gradient(s.in, s.height, s.width);
            std::vector<ChannelSums> sums(s.in);
            winograd_gradient({out_gradient.planes, in_gradient.planes, layer.packed.data(),
                               layer.turned_blocks, 0, layer.scratch.data()},
                              forward.planes, 0.25f, sums.data());
            std::vector<float> expected = reference::winograd(sample_of(out_gradient.planes, 9), s.out,
                                                              s.height, s.width, layer.turned_kernel(), s.in);
            const std::vector<float> seen = sample_of(forward.planes, 9);
            for (std::size_t i = 0; i < expected.size(); ++i) {
                if (seen[i] <= 0.25f) expected[i] = 0;
            }
            EXPECT_EQ(sample_of(in_gradient.planes, 9), expected);
        });
    }
}

TEST(Winograd, SumsWhatBatchNormNeedsInTheOrderOfTheDirectWay) {
    for (const Shape& s : shapes) {
        SCOPED_TRACE(::testing::Message() << s.in << "->" << s.out << " " << s.height << "x" << s.width);
        for_each_simd_target([&] {
            Layer layer(s);
            const OwnedPlanes in = random_planes(s.in, s.height, s.width, 13, 1);
            OwnedPlanes out(s.out, s.height, s.width);
            std::vector<ChannelSums> sums(s.out);
            winograd({in.planes, out.planes, layer.packed.data(), layer.blocks, 0, layer.scratch.data()},
                     sums.data());
            for (int o = 0; o < s.out; ++o) {
                const ChannelSums expected = channel_sums(out.planes, o);
                EXPECT_EQ(sums[o].value, expected.value);
                EXPECT_EQ(sums[o].product, expected.product);
            }
        });
    }
}

std::vector<std::vector<float>> all_samples_of(const Planes& planes) {
    std::vector<std::vector<float>> samples;
    for (int s = 0; s < pack_size; ++s) samples.push_back(sample_of(planes, s));
    return samples;
}

TEST(Winograd, WeightGradientHasTheBitsOfItsScalarTwinOnEveryTarget) {
    for (const Shape& s : shapes) {
        SCOPED_TRACE(::testing::Message() << s.in << "->" << s.out << " " << s.height << "x" << s.width);
        const OwnedPlanes in = random_planes(s.in, s.height, s.width, 13, 1);
        const OwnedPlanes out_gradient = random_planes(s.out, s.height, s.width, 13, 2);
        const std::vector<float> expected = reference::winograd_weight_gradient(
            all_samples_of(in.planes), s.in, s.height, s.width, all_samples_of(out_gradient.planes), s.out);
        const std::vector<double> exact =
            reference::convolution_kernel_gradient(widen(in.planes, 13), widen(out_gradient.planes, 13));
        for (std::size_t i = 0; i < exact.size(); ++i) {
            ASSERT_NEAR(expected[i], exact[i], 1e-6 * 16 * s.height * s.width) << i;
        }
        for_each_simd_target([&] {
            std::vector<float> gradient(expected.size());
            Buffer scratch(winograd_weight_gradient_scratch(in.planes, s.out));
            for (std::size_t i = 0; i < scratch.size(); ++i)
                scratch[i] = 1e30f;  // what is there does no harm
            winograd_weight_gradient(in.planes, out_gradient.planes, gradient.data(), scratch.data());
            EXPECT_EQ(gradient, expected);
        });
    }
}

TEST(Winograd, IsChosenByShapeAlone) {
    EXPECT_GT(winograd_gain(14, 28, 16, 16), 1);
    EXPECT_GT(winograd_gain(28, 14, 16, 16), 1);
    EXPECT_GT(winograd_gain(18, 23, 4, 4), 1);
    EXPECT_LT(winograd_gain(3, 6, 50, 50), 1) << "transforms cost more than they spare";
    EXPECT_LT(winograd_gain(12, 18, 3, 3), 1) << "the direct way leaves out the border's taps";
    EXPECT_LT(winograd_gain(64, 64, 1, 1), 1);
    EXPECT_GT(winograd_weight_gradient_gain(14, 28, 16, 16), 1);
    EXPECT_GT(winograd_weight_gradient_gain(42, 53, 4, 4), 1);
    EXPECT_LT(winograd_weight_gradient_gain(3, 64, 50, 50), 1);
    EXPECT_LT(winograd_weight_gradient_gain(64, 64, 2, 2), 1);
}

}  // namespace
}  // namespace nanonas::kernels
