// SPDX-License-Identifier: MIT
#include "search/occam_strategy.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "search/simulated_workers.h"

namespace nanonas {
namespace {

// A search over a table of scores; what is not in it does not fit.
SearchResult search_over(const std::map<PlanePoint, double>& scores) {
    const auto point = [](const Architecture& a) { return PlanePoint{a.k, a.c}; };
    const OccamStrategy strategy{SearchSpace{}};
    SpeculativeSearch search(
        strategy, [&](const Architecture& a) { return synthetic_feasibility(scores.contains(point(a))); });
    return SimulatedWorkers()
        .run(search, 1, Random(0, RandomPurpose::test),
             [&](const Trial& trial) {
                 return Evaluation{{scores.at(point(trial.architecture))}, 1};
             })
        .value();
}

TEST(OccamStrategy, TheBestIsTheHighestOfItsRowAndNotTheLastDecided) {
    const SearchResult result =
        search_over({{{1, 0}, 0.5}, {{1, 1}, 0.7}, {{1, 2}, 0.6}, {{2, 0}, 0.4}, {{2, 1}, 0.3}});
    EXPECT_EQ(points(result.candidates), (std::vector<PlanePoint>{{1, 0}, {1, 1}, {1, 2}, {2, 0}, {2, 1}}));
    EXPECT_EQ(points(std::vector{result.best}), (std::vector<PlanePoint>{{1, 1}}));
    EXPECT_EQ(result.best.evaluation->val_accuracy, (std::vector{0.7}));
}

TEST(OccamStrategy, OfEqualScoresTheSmallerNetworkIsBest) {
    // (1,2) ties with (1,1), and the second row no more than ties with the first.
    const SearchResult result =
        search_over({{{1, 0}, 0.5}, {{1, 1}, 0.7}, {{1, 2}, 0.7}, {{2, 0}, 0.7}, {{3, 0}, 0.9}});
    EXPECT_EQ(points(result.candidates), (std::vector<PlanePoint>{{1, 0}, {1, 1}, {1, 2}, {2, 0}, {2, 1}}));
    EXPECT_EQ(points(std::vector{result.best}), (std::vector<PlanePoint>{{1, 1}}));
}

TEST(OccamStrategy, ScoresThatDifferOnlyBeyondThreeDecimalsAreEqual) {
    const SearchResult result = search_over({{{1, 0}, 0.5}, {{1, 1}, 0.50049}, {{1, 2}, 0.9}});
    EXPECT_EQ(points(result.candidates), (std::vector<PlanePoint>{{1, 0}, {1, 1}, {2, 0}}));
    EXPECT_EQ(points(std::vector{result.best}), (std::vector<PlanePoint>{{1, 0}}));
}

TEST(OccamStrategy, WalksAreOfManyKinds) {
    std::set<std::vector<PlanePoint>> walks;
    for (std::uint64_t seed = 0; seed < 30; ++seed) {
        const OccamStrategy strategy{SearchSpace{.seed = seed}};
        SpeculativeSearch search(strategy, small_enough);
        const auto result = SimulatedWorkers().run(search, 1, Random(0, RandomPurpose::test)).value();
        walks.insert(points(result.candidates));
        double highest = infeasible_score;
        for (const Candidate& candidate : result.candidates) highest = std::max(highest, candidate.score());
        EXPECT_EQ(result.best.score(), highest);
    }
    EXPECT_GT(walks.size(), 5u);
}

TEST(OccamStrategy, AnInfeasibleCandidateIsDecidedButNeverEvaluated) {
    const OccamStrategy strategy{SearchSpace{}};
    for (const std::size_t slots : {1, 4}) {
        SimulatedWorkers workers;
        SpeculativeSearch search(strategy, small_enough);
        const auto result = workers.run(search, slots, Random(2, RandomPurpose::test, slots)).value();
        for (const Trial& trial : workers.evaluated) {
            EXPECT_TRUE(small_enough(trial.architecture).feasible);
        }
        int infeasible = 0;
        for (const Candidate& candidate : result.candidates) {
            EXPECT_EQ(candidate.evaluation.has_value(), candidate.feasibility.feasible);
            infeasible += candidate.feasibility.feasible ? 0 : 1;
        }
        EXPECT_GT(infeasible, 0);
    }
}

TEST(OccamStrategy, WhatIsBehindTheWalkIsPassed) {
    const OccamStrategy strategy{SearchSpace{}};
    const SearchSpace space;
    const std::vector<Candidate> history{
        {space.trial({1, 0}), synthetic_feasibility(true), Evaluation{{0.5}, 1}},
        {space.trial({1, 1}), synthetic_feasibility(true), Evaluation{{0.4}, 1}}};
    EXPECT_EQ(points(strategy.next(history)), (std::vector<PlanePoint>{{2, 0}}));
    EXPECT_TRUE(strategy.passed(history, space.trial({1, 2})));
    EXPECT_FALSE(strategy.passed(history, space.trial({2, 0})));
    EXPECT_FALSE(strategy.passed(history, space.trial({2, 5})));
    EXPECT_FALSE(strategy.passed(std::span(history).first(1), space.trial({1, 2})));
}

TEST(OccamStrategy, WhenNothingFitsTheErrorSaysWhichLimitByHowMuch) {
    const OccamStrategy strategy{SearchSpace{}};
    const auto nothing = [](const Architecture&) { return synthetic_feasibility(false); };
    const SpeculativeSearch search(strategy, nothing);
    ASSERT_TRUE(search.finished());
    EXPECT_EQ(points(search.decided()), (std::vector<PlanePoint>{{1, 0}}));
    const auto result = search.result();
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::infeasible);
    EXPECT_NE(result.error().message.find("needs 10 bytes of RAM, 2 more than the limit."),
              std::string::npos);
    EXPECT_EQ(something_fits({}, nothing).error().message, result.error().message);
}

}  // namespace
}  // namespace nanonas
