// SPDX-License-Identifier: MIT
#include "dataset/resize.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "dataset/interpolation.h"

namespace nanonas {
namespace {

struct Case {
    PictureSize from;
    InputShape to;
    Resize method;
    std::vector<int> expected;
};

const Case cases[] = {
#include "dataset/tensorflow_resize.inc"
};

// As picture() in tests/oracles/tensorflow_pictures.py.
std::vector<std::uint8_t> noise(std::int64_t bytes) {
    std::vector<std::uint8_t> values(static_cast<std::size_t>(bytes));
    std::uint64_t state = 12345;
    for (std::uint8_t& value : values) {
        state = (state * 1103515245 + 12345) % (std::uint64_t{1} << 31);
        value = static_cast<std::uint8_t>(state >> 16);
    }
    return values;
}

std::vector<std::uint8_t> resize(const std::vector<std::uint8_t>& pixels, const PictureSize& from,
                                 const InputShape& to, Resize method) {
    const auto resizer = make_resizer(method, from, to);
    for (std::int64_t y = 0; y < from.height; ++y)
        resizer->push(pixels.data() + y * from.width * to.channels);
    return resizer->take();
}

TEST(Resize, EqualsTensorFlowToTheLastBit) {
    for (const Case& c : cases) {
        const auto resized = resize(noise(c.from.pixels() * c.to.channels), c.from, c.to, c.method);
        EXPECT_EQ(std::vector<int>(resized.begin(), resized.end()), c.expected)
            << c.from.height << "x" << c.from.width << " to " << to_string(c.to)
            << (c.method == Resize::antialiased ? " antialiased" : "");
    }
}

TEST(Resize, TheSameSizeChangesNothing) {
    const auto pixels = noise(189);
    for (Resize method : {Resize::tensorflow, Resize::antialiased}) {
        EXPECT_EQ(resize(pixels, {9, 7}, {9, 7, 3}, method), pixels);
    }
}

TEST(Resize, HalvesAreRoundedToTheEvenNumber) {
    EXPECT_EQ(resize({0, 1}, {1, 2}, {1, 1, 1}, Resize::tensorflow), (std::vector<std::uint8_t>{0}));
    EXPECT_EQ(resize({1, 2}, {1, 2}, {1, 1, 1}, Resize::tensorflow), (std::vector<std::uint8_t>{2}));
}

TEST(Resize, WhiteStaysWhite) {
    const std::vector<std::uint8_t> white(6767, 255);
    for (Resize method : {Resize::tensorflow, Resize::antialiased}) {
        for (const InputShape& shape : {InputShape{50, 50, 1}, InputShape{7, 200, 1}, InputShape{1, 1, 1}}) {
            for (std::uint8_t value : resize(white, {101, 67}, shape, method)) EXPECT_EQ(value, 255);
        }
    }
}

// What the generated C relies on to hold weights as integers.
TEST(Interpolation, WeightsAreMultiplesOfTwoToTheMinus24) {
    for (int out = 1; out <= 1024; out += out < 70 ? 1 : 53) {
        for (std::int64_t in = 1; in <= 4096; in += in < 200 ? 1 : 37) {
            for (const Between& between : interpolation(out, in)) {
                if (between.lower == between.upper) continue;
                const float weight = std::ldexp(between.weight, 24);
                ASSERT_TRUE(between.upper == between.lower + 1 && weight == std::floor(weight))
                    << in << " to " << out;
            }
        }
    }
}

}  // namespace
}  // namespace nanonas
