// SPDX-License-Identifier: MIT
#include "pictures/orientation.h"

#include <gtest/gtest.h>

#include <string>

namespace nanonas {
namespace {

using Bytes = std::vector<std::uint8_t>;

// A TIFF header and a directory of two entries, the second the orientation; `type` 3 is a short.
Bytes exif(bool little, std::uint16_t value, std::uint16_t tag = 0x0112, std::uint16_t type = 3) {
    Bytes bytes = little ? Bytes{'I', 'I'} : Bytes{'M', 'M'};
    const auto number = [&](std::uint32_t n, int size) {
        for (int i = 0; i < size; ++i) {
            bytes.push_back(static_cast<std::uint8_t>(n >> (8 * (little ? i : size - 1 - i))));
        }
    };
    number(42, 2), number(8, 4), number(2, 2);
    number(0x010F, 2), number(2, 2), number(4, 4), number(0, 4);
    number(tag, 2), number(type, 2), number(1, 4), number(value, 2), number(0, 2);
    number(0, 4);
    return bytes;
}

TEST(Orientation, IsReadInBothByteOrders) {
    for (std::uint16_t value = 1; value <= 8; ++value) {
        EXPECT_EQ(exif_orientation(exif(true, value)), value);
        EXPECT_EQ(exif_orientation(exif(false, value)), value);
    }
}

TEST(Orientation, IsUprightWhereItMakesNoSense) {
    EXPECT_EQ(exif_orientation(exif(true, 0)), 1);
    EXPECT_EQ(exif_orientation(exif(true, 9)), 1);
    EXPECT_EQ(exif_orientation(exif(true, 6, 0x0113)), 1);
    EXPECT_EQ(exif_orientation(exif(true, 6, 0x0112, 4)), 1);
    const Bytes whole = exif(false, 6);
    for (std::size_t size = 0; size + 6 < whole.size(); ++size) {
        EXPECT_EQ(exif_orientation(std::span(whole).first(size)), 1) << size;
    }
    for (std::size_t at : {0u, 2u, 4u, 7u}) {  // byte order, 42, the directory's place
        Bytes bad = whole;
        bad[at] = 0xFF;
        EXPECT_EQ(exif_orientation(bad), 1) << at;
    }
}

// A stored picture of letters, made upright by a viewer for each number (EXIF 2.32, 4.6.4 A).
TEST(Orientation, UprightIsWhatAViewerShows) {
    const Bytes stored{'a', 'b', 'c', 'd', 'e', 'f'};  // abc / def
    const auto shown = [&](int orientation) {
        const InputShape shape = turns_aside(orientation) ? InputShape{3, 2, 1} : InputShape{2, 3, 1};
        const Bytes pixels = upright(stored, shape, orientation);
        return std::string(pixels.begin(), pixels.end());
    };
    EXPECT_EQ(shown(1), "abcdef");
    EXPECT_EQ(shown(2), "cbafed");
    EXPECT_EQ(shown(3), "fedcba");
    EXPECT_EQ(shown(4), "defabc");
    EXPECT_EQ(shown(5), "adbecf");
    EXPECT_EQ(shown(6), "daebfc");
    EXPECT_EQ(shown(7), "fcebda");
    EXPECT_EQ(shown(8), "cfbead");
}

}  // namespace
}  // namespace nanonas
