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
          scratch(std::max(winograd_scratch(s.in, s.out), winograd_scratch(s.out, s.in))) {
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

TEST(Winograd, IsChosenByShapeAlone) {
    EXPECT_TRUE(takes_winograd(14, 28, 16, 16));
    EXPECT_TRUE(takes_winograd(28, 14, 16, 16));
    EXPECT_TRUE(takes_winograd(18, 23, 4, 4));
    EXPECT_FALSE(takes_winograd(3, 64, 50, 50)) << "transforms cost more than they spare";
    EXPECT_FALSE(takes_winograd(64, 64, 3, 3)) << "the direct way leaves out the border's taps";
    EXPECT_FALSE(takes_winograd(64, 64, 1, 1));
}

}  // namespace
}  // namespace nanonas::kernels
