// SPDX-License-Identifier: MIT
#include "base/wilson_interval.h"

#include <gtest/gtest.h>

namespace nanonas {
namespace {

// R. G. Newcombe, Two-sided confidence intervals for the single proportion, 1998, table I, method 3.
TEST(WilsonInterval, IsThatOfThePublishedTable) {
    const struct {
        int right, trials;
        double low, high;
    } rows[] = {{81, 263, 0.2553, 0.3662}, {15, 148, 0.0624, 0.1605}, {0, 20, 0, 0.1611}, {1, 29, 0.0061, 0.1718}};
    for (const auto& row : rows) {
        const auto found = wilson_interval(static_cast<double>(row.right) / row.trials, row.trials);
        ASSERT_TRUE(found);
        EXPECT_NEAR(found->low, row.low, 5e-5) << row.right << " of " << row.trials;
        EXPECT_NEAR(found->high, row.high, 5e-5) << row.right << " of " << row.trials;
    }
}

TEST(WilsonInterval, OfAllRightEndsAtOneAndMirrorsThatOfNone) {
    const auto all = wilson_interval(1.0, 20), none = wilson_interval(0.0, 20);
    EXPECT_EQ(all->high, 1);
    EXPECT_EQ(none->low, 0);
    EXPECT_NEAR(all->low, 1 - none->high, 1e-12);
}

TEST(WilsonInterval, NeedsAShareAndTrials) {
    EXPECT_FALSE(wilson_interval(std::nullopt, 20));
    EXPECT_FALSE(wilson_interval(0.5, 0));
}

TEST(WilsonInterval, IsReadAsPercent) {
    EXPECT_EQ(percent_range(wilson_interval(81.0 / 263, 263)), "25.5 to 36.6 %");
    EXPECT_EQ(percent_range(std::nullopt), "-");
}

}  // namespace
}  // namespace nanonas
