// SPDX-License-Identifier: MIT
#include "nanonas/architecture.h"

#include <gtest/gtest.h>

namespace nanonas {
namespace {

Architecture architecture(int k, int c, InputShape input = {50, 50, 3}, int classes = 2) {
    return {Family::current, k, c, input, classes};
}

TEST(Architecture, ChannelsFollowEquationOne) {
    EXPECT_EQ(channels(architecture(3, 3)), (std::vector{3, 6, 9, 12}));
    EXPECT_EQ(channels(architecture(6, 4)), (std::vector{6, 12, 18, 23, 26}));
    EXPECT_EQ(channels(architecture(14, 4)), (std::vector{14, 28, 42, 53, 60}));
    EXPECT_EQ(channels(architecture(1, 0)), (std::vector{1}));
}

// Rows of the reference's table: height, channels, classes, k, c, its MACC, the exact MACC.
TEST(Architecture, MaccEqualsTheReferenceTable) {
    struct Row {
        int side, classes, k, c;
        std::int64_t reference, exact;
    };
    for (const Row& row : {Row{50, 2, 1, 0, 67502, 67502}, Row{50, 2, 3, 1, 405012, 303762},
                           Row{50, 2, 3, 3, 556656, 408750}, Row{50, 2, 6, 4, 1861108, 1272562},
                           Row{50, 2, 8, 5, 3124127, 2084960}, Row{32, 10, 14, 5, 3781072, 2437840}}) {
        const Architecture a = architecture(row.k, row.c, {row.side, row.side, 3}, row.classes);
        EXPECT_EQ(macc(a), row.exact) << name(a);
        EXPECT_EQ(macc(a, MaccCount::reference), row.reference) << name(a);
    }
}

TEST(Architecture, ACellNeedsBothSidesLargerThanOne) {
    EXPECT_TRUE(constructible(architecture(1, 5)));
    EXPECT_FALSE(constructible(architecture(1, 6)));
    EXPECT_TRUE(constructible(architecture(1, 1, {2, 100, 1})));
    EXPECT_FALSE(constructible(architecture(1, 2, {2, 100, 1})));
    EXPECT_FALSE(constructible(architecture(1, 1, {1, 100, 1})));
    EXPECT_FALSE(constructible(architecture(0, 0)));
    EXPECT_FALSE(constructible(architecture(1, -1)));
    EXPECT_FALSE(constructible(architecture(1, 0, {50, 50, 3}, 1)));
}

TEST(Architecture, PlanesHalveAndRoundDown) {
    const auto all = stages(architecture(2, 3, {25, 50, 1}));
    ASSERT_EQ(all.size(), 4u);
    EXPECT_EQ(all[0].in_channels, 1);
    EXPECT_EQ(all[3].height, 3);
    EXPECT_EQ(all[3].width, 6);
    EXPECT_EQ(all[3].in_channels, 6);
    EXPECT_EQ(all[3].out_channels, 8);
}

}  // namespace
}  // namespace nanonas
