// SPDX-License-Identifier: MIT
#include "kernels/weight_gradient.h"

#include "kernels/test_packs.h"

namespace nanonas::kernels {
namespace {

TEST(WeightGradient, EqualsItsTwinAndHasTheSameBitsOnEveryTarget) {
    struct Shape {
        int in, out, height, width;
    };
    for (const Shape& s :
         {Shape{3, 4, 50, 50}, Shape{1, 1, 1, 1}, Shape{2, 5, 1, 7}, Shape{3, 2, 6, 1}, Shape{1, 3, 2, 2},
          Shape{7, 23, 3, 3}, Shape{5, 9, 12, 12}, Shape{9, 12, 8, 7}, Shape{4, 33, 2, 5},
          Shape{11, 60, 4, 4}, Shape{3, 26, 1, 1}, Shape{3, 8, 25, 13}, Shape{2, 4, 70, 67},
          Shape{1, 2, 4100, 1}, Shape{5, 7, 3, 4}, Shape{6, 4, 4, 3}, Shape{9, 5, 6, 5}}) {
        SCOPED_TRACE(::testing::Message() << s.in << "->" << s.out << " " << s.height << "x" << s.width);
        const OwnedPlanes in = random_planes(s.in, s.height, s.width, 11, 1);
        const OwnedPlanes out_gradient = random_planes(s.out, s.height, s.width, 11, 2);
        const auto expected =
            reference::convolution_kernel_gradient(widen(in.planes, 11), widen(out_gradient.planes, 11));
        std::vector<float> first;
        for_each_simd_target([&] {
            std::vector<float> gradient(expected.size());
            weight_gradient({in.planes, out_gradient.planes}, 0, s.out, gradient.data());
            for (std::size_t i = 0; i < gradient.size(); ++i) {
                ASSERT_NEAR(gradient[i], expected[i], 2e-6 * 11 * s.height * s.width) << i;
            }
            if (first.empty()) first = gradient;
            EXPECT_EQ(gradient, first);
        });
    }
}

}  // namespace
}  // namespace nanonas::kernels
