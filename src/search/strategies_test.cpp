// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <set>

#include "search/simulated_workers.h"

namespace nanonas {
namespace {

std::vector<PlanePoint> listed_for(const StrategyEntry& entry) {
    if (entry.listed) return {{3, 1}, {1, 0}, {9, 9}, {2, 2}};
    return {};
}

TEST(Strategies, EachHasANameOfItsOwnAndTheFirstNeedsNoList) {
    std::set<std::string_view> names;
    for (const StrategyEntry& entry : strategies()) names.insert(entry.name);
    EXPECT_EQ(names.size(), strategies().size());
    EXPECT_EQ(strategies().front().name, "occam");
    EXPECT_FALSE(strategies().front().listed);
}

TEST(Strategies, WhatIsNotInTheTableIsRefused) {
    EXPECT_EQ(make_strategy("Occam", {}).error().kind, ErrorKind::usage);
    EXPECT_EQ(make_strategy("list", {}).error().kind, ErrorKind::usage);
    EXPECT_EQ(make_strategy("occam", {}, {{1, 0}}).error().kind, ErrorKind::usage);
}

// What every strategy promises, whichever comes into the table.
TEST(Strategies, EachDecidesTheSameForAnyNumberOfWorkersAndOrderOfResults) {
    for (const StrategyEntry& entry : strategies()) {
        for (std::uint64_t seed = 0; seed < 30; ++seed) {
            const auto strategy = make_strategy(entry.name, {.seed = seed}, listed_for(entry)).value();
            SpeculativeSearch alone(*strategy, small_enough);
            const SearchResult one = SimulatedWorkers().run(alone, 1, Random(0, RandomPurpose::test)).value();
            EXPECT_EQ(one.speculative, 0) << entry.name;
            EXPECT_EQ(one.unused_seconds, 0) << entry.name;
            for (const std::size_t slots : {2, 3, 8}) {
                SpeculativeSearch search(*strategy, small_enough);
                const auto several =
                    SimulatedWorkers().run(search, slots, Random(seed, RandomPurpose::test, slots));
                ASSERT_TRUE(several) << entry.name;
                EXPECT_EQ(points(several->candidates), points(one.candidates)) << entry.name;
                EXPECT_EQ(several->best.trial, one.best.trial) << entry.name;
                EXPECT_EQ(several->best.evaluation, one.best.evaluation) << entry.name;
            }
        }
    }
}

TEST(Strategies, EachGoesOnWhereItWasInterrupted) {
    for (const StrategyEntry& entry : strategies()) {
        const auto strategy = make_strategy(entry.name, {}, listed_for(entry)).value();
        SpeculativeSearch whole_search(*strategy, small_enough);
        const SearchResult whole =
            SimulatedWorkers().run(whole_search, 1, Random(0, RandomPurpose::test)).value();
        std::vector<KnownEvaluation> known;
        for (const Candidate& candidate : whole.candidates) {
            if (candidate.evaluation) known.push_back({candidate.trial, *candidate.evaluation});
            SimulatedWorkers workers;
            SpeculativeSearch resumed(*strategy, small_enough, known);
            const auto result = workers.run(resumed, 1, Random(0, RandomPurpose::test));
            ASSERT_TRUE(result) << entry.name;
            EXPECT_EQ(points(result->candidates), points(whole.candidates)) << entry.name;
            EXPECT_EQ(result->best.trial, whole.best.trial) << entry.name;
            for (const KnownEvaluation& entry_known : known) {
                EXPECT_EQ(std::ranges::count(workers.evaluated, entry_known.trial), 0) << entry.name;
            }
        }
    }
}

}  // namespace
}  // namespace nanonas
