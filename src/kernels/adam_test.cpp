// SPDX-License-Identifier: MIT
#include "kernels/adam.h"

#include "kernels/test_packs.h"

namespace nanonas::kernels {
namespace {

TEST(Adam, EqualsItsReferenceOverManySteps) {
    for_each_simd_target([] {
        constexpr int count = 48;
        OwnedPlanes weight = random_planes(1, 1, 3, 16, 1);
        Buffer m(count), v(count);
        std::vector<reference::AdamState> expected(count);
        for (int i = 0; i < count; ++i) expected[i].weight = weight.buffer[i];
        double first = 1, second = 1;
        for (int t = 1; t <= 20; ++t) {
            first *= 0.9;
            second *= 0.999;
            const OwnedPlanes gradient = random_planes(1, 1, 3, 16, 100 + t);
            const double rate = 0.01 * std::sqrt(1 - second) / (1 - first);
            adam({static_cast<float>(rate), 0.01f * 0.05f}, count, gradient.buffer.data(),
                 weight.buffer.data(), m.data(), v.data());
            for (int i = 0; i < count; ++i) {
                expected[i] = reference::adam(expected[i], gradient.buffer[i], 0.01, 0.05, t);
                ASSERT_NEAR(weight.buffer[i], expected[i].weight, 1e-5);
            }
        }
    });
}

}  // namespace
}  // namespace nanonas::kernels
