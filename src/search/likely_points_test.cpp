// SPDX-License-Identifier: MIT
#include "search/likely_points.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

namespace nanonas {
namespace {

PointScore from_table(std::map<PlanePoint, double> table) {
    return [table = std::move(table)](PlanePoint point) -> std::optional<double> {
        const auto found = table.find(point);
        return found == table.end() ? std::nullopt : std::optional(found->second);
    };
}

TEST(LikelyNeeded, BeginsWithWhatIsNeededNow) {
    EXPECT_EQ(likely_needed({}, from_table({}), 1), (std::vector<PlanePoint>{{1, 0}}));
    OccamWalk walk;
    walk.decide(0.5);
    EXPECT_EQ(likely_needed(walk, from_table({}), 1), (std::vector<PlanePoint>{{1, 1}}));
}

TEST(LikelyNeeded, WhatIsCertainComesBeforeWhatIsNear) {
    // Whatever the scores, one cell is always tried, and a second row too; (1,2) depends on (1,1).
    const auto points = likely_needed({}, from_table({}), 9);
    EXPECT_EQ(points[0], (PlanePoint{1, 0}));
    EXPECT_EQ(points[1], (PlanePoint{1, 1}));
    EXPECT_EQ(std::set(points.begin() + 2, points.begin() + 4), (std::set<PlanePoint>{{2, 0}, {2, 1}}));
    EXPECT_EQ(points[4], (PlanePoint{1, 2}));
}

TEST(LikelyNeeded, AKnownFallLeadsToTheNextRow) {
    EXPECT_EQ(likely_needed({}, from_table({{{1, 1}, 0.0}}), 2), (std::vector<PlanePoint>{{1, 0}, {2, 0}}));
}

TEST(LikelyNeeded, InfeasiblePointsAreStepsNotWork) {
    const auto known = from_table({{{1, 1}, infeasible_score}, {{2, 0}, infeasible_score}});
    EXPECT_EQ(likely_needed({}, known, 9), (std::vector<PlanePoint>{{1, 0}}));
}

TEST(LikelyNeeded, ARowIsExpectedToGoAsTheRowBefore) {
    // Row 1 was best with two cells; at (2,1) the question is whether (2,2) or (3,0) comes first.
    std::map<PlanePoint, double> scores{
        {{1, 0}, 0.3}, {{1, 1}, 0.4}, {{1, 2}, 0.5}, {{1, 3}, 0.4}, {{2, 0}, 0.3}};
    EXPECT_EQ(as_the_row_before({2, 1}, from_table(scores)), as_the_row_before({2, 2}, from_table(scores)));
    EXPECT_GT(as_the_row_before({2, 2}, from_table(scores)), as_the_row_before({3, 2}, from_table(scores)));
    EXPECT_LT(as_the_row_before({2, 3}, from_table(scores)), as_the_row_before({3, 3}, from_table(scores)));

    OccamWalk walk;
    for (const double score : {0.3, 0.4, 0.5, 0.4, 0.3}) walk.decide(score);
    const auto rising = likely_needed(walk, from_table(scores), 2);
    EXPECT_EQ(rising, (std::vector<PlanePoint>{{2, 1}, {2, 2}}));
    scores[{1, 2}] = 0.35;  // had it fallen there, the end of the row would be next
    const auto falling = likely_needed(walk, from_table(scores), 9);
    EXPECT_EQ(falling[0], (PlanePoint{2, 1}));
    EXPECT_LT(std::find(falling.begin(), falling.end(), PlanePoint{3, 0}),
              std::find(falling.begin(), falling.end(), PlanePoint{2, 3}));
}

TEST(LikelyNeeded, ThereIsWorkForAnyNumberOfCores) {
    const auto points = likely_needed({}, from_table({}), 300);
    EXPECT_EQ(points.size(), 300u);
    EXPECT_EQ(std::set(points.begin(), points.end()).size(), 300u);
}

TEST(LikelyNeeded, NothingIsNeededAfterTheEnd) {
    OccamWalk walk;
    ASSERT_FALSE(likely_needed(walk, from_table({}), 4).empty());
    walk.decide(infeasible_score);
    EXPECT_TRUE(likely_needed(walk, from_table({}), 4).empty());
}

}  // namespace
}  // namespace nanonas
