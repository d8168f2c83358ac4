// SPDX-License-Identifier: MIT
#include "nanonas/ring_plan.h"

#include <gtest/gtest.h>

#include "nanonas/c_layout.h"

namespace nanonas {
namespace {

TEST(RingPlan, KeepsThreeRowsAStageAndTwoOfThePicture) {
    const RingPlan plan = ring_plan(c_shape({Family::current, 3, 3, {50, 50, 3}, 2}));
    ASSERT_EQ(plan.rings.size(), 4u);
    EXPECT_EQ(plan.ring_bytes, 2 * 50 * 3 + 3 * (25 * 3 + 12 * 6 + 6 * 9));
    EXPECT_EQ(plan.rings[0].slots, 2);
    EXPECT_EQ(plan.rings[2].offset, 2 * 50 * 3 + 3 * 25 * 3);
    EXPECT_EQ(plan.border_bytes, 9);
    EXPECT_EQ(plan.sums_at_once, 3);
    EXPECT_EQ(plan.dsp_patch_words, 84);  // 81 bytes in fours, each of them four words
    EXPECT_EQ(plan.dsp_border_bytes, 12 * 9 + 2);
    EXPECT_EQ(plan.features, 12);
    EXPECT_EQ(plan.feature_bytes, 2);
}

TEST(RingPlan, KeepsAThirdRowOfAPictureThatIsChangedOnItsWayIn) {
    const RingPlan plan = ring_plan(c_shape({Family::prime23, 1, 0, {17, 16, 1}, 2}));
    EXPECT_EQ(plan.ring_bytes, 3 * 16);
    EXPECT_EQ(plan.feature_bytes, 4);
}

}  // namespace
}  // namespace nanonas
