// SPDX-License-Identifier: MIT
#include "search/ahead.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

namespace nanonas {
namespace {

KnownScore from_table(std::map<Point, double> table) {
    return [table = std::move(table)](Point point) -> std::optional<double> {
        const auto found = table.find(point);
        return found == table.end() ? std::nullopt : std::optional(found->second);
    };
}

TEST(LikelyNeeded, BeginsWithWhatIsNeededNow) {
    EXPECT_EQ(likely_needed({}, from_table({}), 1), (std::vector<Point>{{1, 0}}));
    OccamWalk walk;
    walk.decide(0.5);
    EXPECT_EQ(likely_needed(walk, from_table({}), 1), (std::vector<Point>{{1, 1}}));
}

TEST(LikelyNeeded, WhatIsCertainComesBeforeWhatIsNear) {
    // Whatever the scores, one cell is always tried, and a second row too; (1,2) depends on (1,1).
    const auto points = likely_needed({}, from_table({}), 9);
    EXPECT_EQ(points[0], (Point{1, 0}));
    EXPECT_EQ(points[1], (Point{1, 1}));
    EXPECT_EQ(std::set(points.begin() + 2, points.begin() + 4), (std::set<Point>{{2, 0}, {2, 1}}));
    EXPECT_EQ(points[4], (Point{1, 2}));
}

TEST(LikelyNeeded, AKnownFallLeadsToTheNextRow) {
    EXPECT_EQ(likely_needed({}, from_table({{{1, 1}, 0.0}}), 2), (std::vector<Point>{{1, 0}, {2, 0}}));
}

TEST(LikelyNeeded, InfeasiblePointsAreStepsNotWork) {
    const auto known = from_table({{{1, 1}, OccamWalk::infeasible}, {{2, 0}, OccamWalk::infeasible}});
    EXPECT_EQ(likely_needed({}, known, 9), (std::vector<Point>{{1, 0}}));
}

TEST(LikelyNeeded, NothingIsNeededAfterTheEnd) {
    OccamWalk walk;
    walk.decide(OccamWalk::infeasible);
    EXPECT_TRUE(likely_needed(walk, from_table({}), 4).empty());
}

}  // namespace
}  // namespace nanonas
