// SPDX-License-Identifier: MIT
#include "kernels/lanes.h"

#include "kernels/test_packs.h"

namespace nanonas::kernels {
namespace {

float fold_halves(const float* lanes) {
    float sums[16];
    for (int i = 0; i < 16; ++i) sums[i] = lanes[i];
    for (int half = 8; half > 0; half /= 2) {
        for (int i = 0; i < half; ++i) sums[i] += sums[i + half];
    }
    return sums[0];
}

TEST(Lanes, AreSummedInOneOrderOnEveryTarget) {
    for_each_simd_target([] {
        for (int count = 1; count <= 13; ++count) {
            const OwnedPlanes packs = random_planes(1, 1, count, 16, count);
            std::vector<float> sums(count);
            reduce_lanes(packs.buffer.data(), count, sums.data());
            for (int j = 0; j < count; ++j) EXPECT_EQ(sums[j], fold_halves(&packs.planes.data[j * 16]));
        }
    });
}

}  // namespace
}  // namespace nanonas::kernels
