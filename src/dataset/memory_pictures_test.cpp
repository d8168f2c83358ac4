// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <numeric>

#include "nanonas/dataset.h"

namespace nanonas {
namespace {

TEST(MemoryPictures, ServeTheBytesAndLabelsOfTheirMemory) {
    std::vector<std::uint8_t> pixels(3 * 2 * 2);
    std::iota(pixels.begin(), pixels.end(), std::uint8_t{0});
    const std::vector<int> labels{1, 0, 2};
    const MemoryPictures pictures = MemoryPictures::create({2, 2, 1}, pixels, labels).value();
    EXPECT_EQ(pictures.shape(), (InputShape{2, 2, 1}));
    EXPECT_EQ(pictures.size(), 3u);
    std::vector<std::uint8_t> picture(4);
    for (std::uint32_t i = 0; i < 3; ++i) {
        EXPECT_EQ(pictures.label(i), labels[i]);
        ASSERT_TRUE(pictures.read(i, picture));
        EXPECT_TRUE(std::equal(picture.begin(), picture.end(), pixels.begin() + 4 * i));
    }
}

TEST(MemoryPictures, WithoutLabelsAreOfTheFirstClass) {
    const std::vector<std::uint8_t> pixels(2 * 12);
    const MemoryPictures pictures = MemoryPictures::create({2, 2, 3}, pixels).value();
    EXPECT_EQ(pictures.size(), 2u);
    EXPECT_EQ(pictures.label(1), 0);
}

TEST(MemoryPictures, RefuseWhatDoesNotAgree) {
    const std::vector<std::uint8_t> pixels(8);
    const std::vector<int> one{0}, negative{0, -1};
    EXPECT_EQ(MemoryPictures::create({3, 1, 1}, pixels).error().message,
              "8 bytes are no pictures of 3x1x1, each of which has 3 bytes.");
    EXPECT_EQ(MemoryPictures::create({2, 2, 1}, pixels, one).error().message,
              "There are 2 pictures, but 1 labels; give each picture one.");
    EXPECT_EQ(MemoryPictures::create({2, 2, 1}, pixels, negative).error().message,
              "A label of -1 makes no sense; the first class is 0.");
    EXPECT_EQ(MemoryPictures::create({2, 2, 2}, pixels).error().kind, ErrorKind::usage);
}

}  // namespace
}  // namespace nanonas
