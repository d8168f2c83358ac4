// SPDX-License-Identifier: MIT
#include "kernels/math.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

#include "base/random.h"

namespace nanonas {
namespace {

constexpr double ulp = std::numeric_limits<double>::epsilon();

double uniform(Random& random, double low, double high) {
    return low + (high - low) * (static_cast<double>(random.bits() >> 11) * 0x1p-53);
}

TEST(Math, ExpAgreesWithTheLibrary) {
    Random random(1, RandomPurpose::test);
    for (int i = 0; i < 100000; ++i) {
        const double x = uniform(random, -700, 700);
        EXPECT_NEAR(math::exp(x) / std::exp(x), 1.0, 3 * ulp) << x;
    }
    EXPECT_EQ(math::exp(0.0), 1.0);
    EXPECT_EQ(math::exp(-1e9), 0.0);
    EXPECT_TRUE(std::isinf(math::exp(1e9)));
}

TEST(Math, LogAgreesWithTheLibrary) {
    Random random(2, RandomPurpose::test);
    for (int i = 0; i < 100000; ++i) {
        const double x = std::exp(uniform(random, -740, 700));
        EXPECT_NEAR(math::log(x), std::log(x), 3 * ulp * std::max(1.0, std::abs(std::log(x)))) << x;
    }
    EXPECT_EQ(math::log(1.0), 0.0);
    EXPECT_TRUE(std::isinf(math::log(0.0)));
    EXPECT_TRUE(std::isnan(math::log(-1.0)));
}

TEST(Math, SinAndCosAgreeWithTheLibrary) {
    Random random(3, RandomPurpose::test);
    for (int i = 0; i < 100000; ++i) {
        const double x = uniform(random, -1, 1) * (i % 2 == 0 ? 10 : 1e5);
        EXPECT_NEAR(math::sin(x), std::sin(x), 3 * ulp) << x;
        EXPECT_NEAR(math::cos(x), std::cos(x), 3 * ulp) << x;
    }
    EXPECT_EQ(math::sin(0.0), 0.0);
    EXPECT_EQ(math::cos(0.0), 1.0);
}

// These bits are part of every seeded result; they hold on every machine and compiler.
TEST(Math, BitsNeverChange) {
    Random random(4, RandomPurpose::test);
    std::uint64_t digest = 0;
    for (int i = 0; i < 1000; ++i) {
        const double x = uniform(random, -100, 100);
        for (double value : {math::exp(x), math::log(x * x), math::sin(x), math::cos(x)}) {
            digest = (digest ^ std::bit_cast<std::uint64_t>(value)) * 0x100000001B3u;
        }
    }
    EXPECT_EQ(digest, 12789861670756143008u);
}

}  // namespace
}  // namespace nanonas
