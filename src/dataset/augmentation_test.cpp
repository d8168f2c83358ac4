// SPDX-License-Identifier: MIT
#include "dataset/augmentation.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace nanonas {
namespace {

constexpr InputShape shape{2, 3, 1};
using Pixels = std::vector<int>;
const Pixels picture{1, 2, 3, 4, 5, 6};

Pixels augmented(std::uint64_t index, const Augmentation& augmentation) {
    std::vector<std::uint8_t> pixels(picture.begin(), picture.end());
    Augmenter(shape).augment(index, augmentation, pixels);
    return {pixels.begin(), pixels.end()};
}

TEST(Augmentation, OfNoneLeavesThePicture) {
    EXPECT_EQ(augmented(7, {.seed = 3}), picture);
}

TEST(Augmentation, FlipsAboutHalfOfThePicturesFromLeftToRight) {
    int flipped = 0;
    for (std::uint64_t i = 0; i < 1000; ++i) {
        const auto pixels = augmented(i, {.flip = true, .seed = 3});
        if (pixels == picture) continue;
        EXPECT_EQ(pixels, (Pixels{3, 2, 1, 6, 5, 4}));
        ++flipped;
    }
    EXPECT_GT(flipped, 440);
    EXPECT_LT(flipped, 560);
}

TEST(Augmentation, ShiftsAndRepeatsTheEdge) {
    std::set<Pixels> seen;
    for (std::uint64_t i = 0; i < 1000; ++i) seen.insert(augmented(i, {.shift = 1, .seed = 3}));
    EXPECT_EQ(seen.size(), 9u);
    EXPECT_TRUE(seen.contains({1, 1, 2, 4, 4, 5}));  // right by one
    EXPECT_TRUE(seen.contains({4, 5, 6, 4, 5, 6}));  // up by one
    EXPECT_TRUE(seen.contains({1, 1, 2, 1, 1, 2}));  // right and down
}

TEST(Augmentation, DependsOnSeedAndPictureAlone) {
    const auto all = [](std::uint64_t seed) {
        std::vector<Pixels> pictures;
        for (std::uint64_t i = 0; i < 20; ++i)
            pictures.push_back(augmented(i, {.flip = true, .shift = 1, .seed = seed}));
        return pictures;
    };
    EXPECT_EQ(all(1), all(1));
    EXPECT_NE(all(1), all(2));
}

}  // namespace
}  // namespace nanonas
