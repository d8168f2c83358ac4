// SPDX-License-Identifier: MIT
#include "search/occam_walk.h"

#include <gtest/gtest.h>

#include <vector>

#include "base/random.h"

namespace nanonas {
namespace {

// A table of scores, row k-1, column c; whatever lies outside is infeasible.
using Scores = std::vector<std::vector<double>>;

double score_at(const Scores& scores, PlanePoint point) {
    const auto row = static_cast<std::size_t>(point.k - 1), column = static_cast<std::size_t>(point.c);
    if (row >= scores.size() || column >= scores[row].size()) return infeasible_score;
    return scores[row][column];
}

std::vector<PlanePoint> walk_over(const Scores& scores, std::optional<PlanePoint>& best) {
    std::vector<PlanePoint> visited;
    OccamWalk walk;
    while (!walk.finished()) {
        visited.push_back(walk.needed());
        walk.decide(score_at(scores, walk.needed()));
    }
    best = walk.best();
    return visited;
}

// Algorithm 1, read line by line from the description in the header.
std::vector<PlanePoint> algorithm_1(const Scores& scores, std::optional<PlanePoint>& best) {
    std::vector<PlanePoint> visited;
    double best_of_all = infeasible_score;
    for (int k = 1;; ++k) {
        double best_of_k = infeasible_score;
        PlanePoint best_point;
        for (int c = 0;; ++c) {
            visited.push_back({k, c});
            const double f = score_at(scores, {k, c});
            if (!(f > best_of_k)) break;
            best_of_k = f;
            best_point = {k, c};
        }
        if (!(best_of_k > best_of_all)) break;
        best_of_all = best_of_k;
        best = best_point;
    }
    return visited;
}

TEST(OccamWalk, FollowsAlgorithmOneOnRandomScores) {
    Random random(1, RandomPurpose::test);
    for (int round = 0; round < 2000; ++round) {
        Scores scores(random.below(6));
        for (auto& row : scores) {
            row.resize(random.below(6));
            // Few values, so that ties are common; rising ones, so that walks are long.
            for (std::size_t c = 0; c < row.size(); ++c) {
                row[c] = (static_cast<double>(c) + random.below(4)) / 10;
                if (random.below(8) == 0) row[c] = infeasible_score;
            }
        }
        std::optional<PlanePoint> best, expected_best;
        const auto expected = algorithm_1(scores, expected_best);
        EXPECT_EQ(walk_over(scores, best), expected);
        EXPECT_EQ(best, expected_best);
    }
}

TEST(OccamWalk, ATieEndsTheLoop) {
    std::optional<PlanePoint> best;
    const auto visited = walk_over({{0.5, 0.6, 0.6, 0.9}, {0.6, 0.5}, {0.9}}, best);
    EXPECT_EQ(visited, (std::vector<PlanePoint>{{1, 0}, {1, 1}, {1, 2}, {2, 0}, {2, 1}}));
    EXPECT_EQ(best, (PlanePoint{1, 1}));
}

TEST(OccamWalk, AnInfeasiblePointEndsItsLoopOnly) {
    std::optional<PlanePoint> best;
    const auto visited = walk_over({{0.5}, {0.6, 0.7}}, best);
    EXPECT_EQ(visited, (std::vector<PlanePoint>{{1, 0}, {1, 1}, {2, 0}, {2, 1}, {2, 2}, {3, 0}}));
    EXPECT_EQ(best, (PlanePoint{2, 1}));
}

TEST(OccamWalk, NothingFeasibleMeansNoBest) {
    std::optional<PlanePoint> best;
    EXPECT_EQ(walk_over({}, best), (std::vector<PlanePoint>{{1, 0}}));
    EXPECT_FALSE(best);
}

}  // namespace
}  // namespace nanonas
