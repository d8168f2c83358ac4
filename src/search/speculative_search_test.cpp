// SPDX-License-Identifier: MIT
#include "nanonas/speculative_search.h"

#include <gtest/gtest.h>

#include "base/test_memory.h"
#include "search/occam_strategy.h"
#include "search/simulated_workers.h"

namespace nanonas {
namespace {

// Algorithm 1 over one row of networks, k = 1, of so many cells; (2,0) does not fit.
class SpeculativeSearchTest : public testing::Test {
  protected:
    SpeculativeSearch search_of(int cells, const std::vector<KnownEvaluation>& known = {}) {
        return SpeculativeSearch(
            strategy_, [=](const Architecture& a) { return synthetic_feasibility(a.k == 1 && a.c < cells); },
            known);
    }
    Trial trial(int k, int c) const { return space_.trial({k, c}); }
    static Evaluation scored(double score) { return {{score}, 1}; }

    const SearchSpace space_;
    const OccamStrategy strategy_{space_};
};

TEST_F(SpeculativeSearchTest, OneSlotHasWhatIsNeededAndNothingElse) {
    SpeculativeSearch search = search_of(3);
    EXPECT_EQ(points(search.wanted(1)), (std::vector<PlanePoint>{{1, 0}}));
    search.begin(trial(1, 0));
    EXPECT_TRUE(search.wanted(1).empty());
    EXPECT_FALSE(search.finish(trial(1, 0), scored(0.5), 2));
    EXPECT_EQ(points(search.decided()), (std::vector<PlanePoint>{{1, 0}}));
    EXPECT_EQ(points(search.wanted(1)), (std::vector<PlanePoint>{{1, 1}}));
}

TEST_F(SpeculativeSearchTest, IdleSlotsBeginWithWhatIsLikelyToBeNeeded) {
    SpeculativeSearch search = search_of(3);
    EXPECT_EQ(points(search.wanted(3)), (std::vector<PlanePoint>{{1, 0}, {1, 1}, {1, 2}}));
    search.begin(trial(1, 0));
    EXPECT_EQ(points(search.wanted(2)), (std::vector<PlanePoint>{{1, 1}}));
    search.begin(trial(1, 1));
    EXPECT_TRUE(search.wanted(2).empty());
}

TEST_F(SpeculativeSearchTest, AResultThatComesTooSoonWaitsForItsTurnAndIsHandedOutOnce) {
    SpeculativeSearch search = search_of(2);
    search.begin(trial(1, 0));
    search.begin(trial(1, 1));
    EXPECT_TRUE(search.finish(trial(1, 1), scored(0.6), 3));
    EXPECT_TRUE(search.decided().empty());
    EXPECT_FALSE(search.finish(trial(1, 0), scored(0.5), 2));
    ASSERT_TRUE(search.finished());
    EXPECT_EQ(points(search.decided()), (std::vector<PlanePoint>{{1, 0}, {1, 1}, {1, 2}, {2, 0}}));
    const auto result = search.result();
    ASSERT_TRUE(result);
    EXPECT_EQ(result->best.trial, trial(1, 1));
    EXPECT_EQ(result->speculative, 1);
    EXPECT_EQ(result->worked_seconds, 5);
    EXPECT_EQ(result->unused_seconds, 0);
}

TEST_F(SpeculativeSearchTest, WorkThatIsPassedByIsUnwanted) {
    SpeculativeSearch search = search_of(3);
    for (int c = 0; c < 3; ++c) search.begin(trial(1, c));
    search.finish(trial(1, 0), scored(0.9), 1);
    EXPECT_TRUE(search.unwanted().empty());
    search.finish(trial(1, 1), scored(0.1), 1);  // a fall: (1,2) is not needed any more
    ASSERT_TRUE(search.finished());
    EXPECT_EQ(points(search.unwanted()), (std::vector<PlanePoint>{{1, 2}}));
    EXPECT_FALSE(search.finish(trial(1, 2), failure("Stopped."), 0.5));
    EXPECT_TRUE(search.unwanted().empty());
    const auto result = search.result();
    ASSERT_TRUE(result);
    EXPECT_EQ(points(result->candidates), (std::vector<PlanePoint>{{1, 0}, {1, 1}, {2, 0}}));
    EXPECT_EQ(result->worked_seconds, 2.5);
    EXPECT_EQ(result->unused_seconds, 0.5);
}

TEST_F(SpeculativeSearchTest, AnErrorEndsItOnceItsTrialIsNeeded) {
    SpeculativeSearch search = search_of(3);
    search.begin(trial(1, 0));
    search.begin(trial(1, 1));
    EXPECT_FALSE(search.finish(trial(1, 1), failure("The disk is full."), 1));
    EXPECT_FALSE(search.finished());
    // It is not tried again, and its slot does not go to what lies further.
    EXPECT_TRUE(search.wanted(2).empty());
    search.finish(trial(1, 0), scored(0.5), 1);
    ASSERT_TRUE(search.finished());
    EXPECT_EQ(search.result().error().message, "The disk is full.");
    EXPECT_EQ(points(search.decided()), (std::vector<PlanePoint>{{1, 0}}));
}

TEST_F(SpeculativeSearchTest, AnErrorOfWhatIsNeverNeededIsNone) {
    SpeculativeSearch search = search_of(3);
    for (int c = 0; c < 3; ++c) search.begin(trial(1, c));
    search.finish(trial(1, 2), failure("The disk is full."), 1);
    search.finish(trial(1, 0), scored(0.9), 1);
    search.finish(trial(1, 1), scored(0.1), 1);
    EXPECT_TRUE(search.result());
}

TEST_F(SpeculativeSearchTest, WhatIsKnownIsNeitherEvaluatedNorCounted) {
    SpeculativeSearch search = search_of(3, {{trial(1, 0), scored(0.5)}, {trial(1, 2), scored(0.7)}});
    EXPECT_EQ(points(search.decided()), (std::vector<PlanePoint>{{1, 0}}));
    EXPECT_EQ(points(search.wanted(9)), (std::vector<PlanePoint>{{1, 1}}));
    search.begin(trial(1, 1));
    search.finish(trial(1, 1), scored(0.6), 4);
    const auto result = search.result();
    ASSERT_TRUE(result);
    EXPECT_EQ(points(result->candidates), (std::vector<PlanePoint>{{1, 0}, {1, 1}, {1, 2}, {1, 3}, {2, 0}}));
    EXPECT_EQ(result->worked_seconds, 4);
    EXPECT_EQ(result->speculative, 0);
}

// A strategy that trains the same network for longer and longer.
class Longer : public Strategy {
  public:
    std::vector<Trial> next(History history) const override {
        if (history.size() == 3) return {};
        return {{{}, 1 << history.size()}};
    }
    Result<Candidate> result(History history) const override { return history.back(); }
};

TEST(SpeculativeSearch, OneNetworkMayBeTriedSeveralTimes) {
    const Longer strategy;
    SpeculativeSearch search(strategy, small_enough);
    const auto result =
        SimulatedWorkers().run(search, 2, Random(0, RandomPurpose::test), [](const Trial& trial) {
            return Evaluation{{0.1 * trial.epochs}, 1};
        });
    ASSERT_TRUE(result);
    EXPECT_EQ(result->candidates.size(), 3u);
    EXPECT_EQ(result->best.score(), 0.4);
}

// A strategy that may come back to what it has passed.
class Undecided : public Strategy {
  public:
    std::vector<Trial> next(History history) const override {
        if (history.empty()) return {{{}, 1}};
        if (history.size() == 1) return {{{}, 2}};
        return {};
    }
    std::vector<Trial> likely(History, const KnownScore&, std::size_t) const override { return {{{}, 2}}; }
    bool passed(History history, const Trial& trial) const override {
        return history.empty() && trial.epochs == 2;
    }
    Result<Candidate> result(History history) const override { return history.back(); }
};

TEST(SpeculativeSearch, WhatWasStoppedMayBeBegunAgain) {
    const Undecided strategy;
    SpeculativeSearch search(strategy, small_enough);
    const Trial one{{}, 1}, two{{}, 2};
    EXPECT_EQ(search.wanted(2), (std::vector{one, two}));
    search.begin(one);
    search.begin(two);
    EXPECT_EQ(search.unwanted(), (std::vector{two}));
    search.finish(two, failure("Stopped."), 1);
    search.finish(one, Evaluation{{0.5}, 1}, 1);
    EXPECT_EQ(search.wanted(1), (std::vector{two}));
    search.begin(two);
    search.finish(two, Evaluation{{0.6}, 1}, 1);
    const auto result = search.result();
    ASSERT_TRUE(result);
    EXPECT_EQ(result->worked_seconds, 3);
    EXPECT_EQ(result->unused_seconds, 0);
}

#ifdef __cpp_exceptions
TEST(SpeculativeSearch, EndsWithAnErrorWhereMemoryIsMissing) {
    const Undecided strategy;
    std::vector<Evaluation> results(1000, Evaluation{{0.5}, 1});  // made while there is memory
    expect_errors_without_memory({"The search"}, [&] {
        SpeculativeSearch search(strategy, small_enough);
        while (!search.finished()) {
            for (const Trial& trial : search.wanted(1)) {
                search.begin(trial);
                search.finish(trial, std::move(results.back()), 1);
                results.pop_back();
            }
        }
        return search.result();
    });
}
#endif

}  // namespace
}  // namespace nanonas
