// SPDX-License-Identifier: MIT
#include "kernels/pixels.h"

#include "kernels/test_packs.h"

namespace nanonas::kernels {
namespace {

TEST(Pixels, GoToTheirChannelPixelAndLane) {
    for_each_simd_target([] {
        for (const int channels : {1, 3}) {
            const int height = 5, width = 7, bytes = height * width * channels;
            std::vector<std::vector<std::uint8_t>> pictures(pack_size,
                                                            std::vector<std::uint8_t>(bytes + pixel_padding));
            Random random(1, RandomPurpose::test);
            const std::uint8_t* pointers[pack_size] = {};
            for (int s = 0; s < 13; ++s) {
                for (auto& byte : pictures[s]) byte = static_cast<std::uint8_t>(random.below(256));
                pointers[s] = pictures[s].data();
            }
            OwnedPlanes out(channels, height, width);
            pack_pixels(pointers, 0.5f, out.planes);
            for (int s = 0; s < pack_size; ++s) {
                for (int i = 0; i < bytes; ++i) {
                    const float value = out.planes.plane(i % channels)[i / channels * pack_size + s];
                    ASSERT_EQ(value, s < 13 ? pictures[s][i] * 0.5f : 0.0f);
                }
            }
        }
    });
}

}  // namespace
}  // namespace nanonas::kernels
