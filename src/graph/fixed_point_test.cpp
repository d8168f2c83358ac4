// SPDX-License-Identifier: MIT
#include "graph/fixed_point.h"

#include <gtest/gtest.h>

#include <cmath>

namespace nanonas {
namespace {

TEST(FixedPoint, HalvesRoundAwayFromZero) {
    EXPECT_EQ(rounding_shift_right(5, 1), 3);
    EXPECT_EQ(rounding_shift_right(-5, 1), -3);
    EXPECT_EQ(rounding_shift_right(-6, 2), -2);
    EXPECT_EQ(rounding_shift_right(5, 2), 1);
    EXPECT_EQ(rounding_shift_right(7, 0), 7);
    EXPECT_EQ(rounding_shift_right(std::numeric_limits<std::int32_t>::max(), 31), 1);
}

TEST(FixedPoint, HighMultiplicationSaturatesOnlyWhereItMust) {
    const std::int32_t lowest = std::numeric_limits<std::int32_t>::min();
    EXPECT_EQ(rounding_high_multiply(lowest, lowest), std::numeric_limits<std::int32_t>::max());
    EXPECT_EQ(rounding_high_multiply(1 << 30, 1 << 30), 1 << 29);
    EXPECT_EQ(rounding_high_multiply(3, 1 << 30), 2);
    EXPECT_EQ(rounding_high_multiply(-3, 1 << 30), -1);  // as gemmlowp: -1.5 + 0.5 - 2^-31, cut
}

TEST(FixedPoint, MultipliersComeCloseToTheirFactor) {
    for (double factor : {1.0, 0.5, 0.9999999999, 3.7e-7, 123456.789, 1.0 / 3}) {
        const auto multiplier = QuantizedMultiplier::from(factor);
        EXPECT_NEAR(std::ldexp(multiplier.mantissa, multiplier.shift - 31) / factor, 1, 1e-9);
        EXPECT_GE(multiplier.mantissa, 1 << 30);
    }
    EXPECT_EQ(QuantizedMultiplier::from(0).mantissa, 0);
    EXPECT_EQ(QuantizedMultiplier::from(1e-12).mantissa, 0);
    EXPECT_EQ(multiply(1000, QuantizedMultiplier::from(0.25)), 250);
    EXPECT_EQ(multiply(-7, QuantizedMultiplier::from(4)), -28);
    EXPECT_FALSE(QuantizedMultiplier::representable(std::nan("")));
    EXPECT_FALSE(QuantizedMultiplier::representable(-1));
    EXPECT_FALSE(QuantizedMultiplier::representable(1e30));
}

}  // namespace
}  // namespace nanonas
