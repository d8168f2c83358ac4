// SPDX-License-Identifier: MIT
#include "search/list_strategy.h"

#include <gtest/gtest.h>

#include "search/simulated_workers.h"

namespace nanonas {
namespace {

const std::vector<PlanePoint> listed{{3, 1}, {1, 0}, {9, 9}, {2, 2}, {2, 1}};

Feasibility fits_below_9(const Architecture& a) {
    Feasibility result;
    result.feasible = a.k < 9;
    if (!result.feasible) result.limit = "ram", result.reason = "Too much RAM.";
    return result;
}

Evaluation half_above_1(const Trial& trial) {
    return {{trial.architecture.k == 1 ? 0.1 : 0.5}, 1};
}

TEST(ListStrategy, DecidesExactlyWhatIsListedInThatOrder) {
    const ListStrategy strategy({}, listed);
    for (const std::size_t slots : {1, 2, 8}) {
        SimulatedWorkers workers;
        SpeculativeSearch search(strategy, fits_below_9);
        const auto found = workers.run(search, slots, Random(1, RandomPurpose::test, slots), half_above_1);
        ASSERT_TRUE(found);
        EXPECT_EQ(points(found->candidates), listed);
        EXPECT_EQ(workers.evaluated.size(), 4u);
        EXPECT_EQ(found->candidates[2].evaluation, std::nullopt);
        EXPECT_EQ(found->worked_seconds, 4);
        EXPECT_EQ(found->unused_seconds, 0);
    }
}

TEST(ListStrategy, TheBestIsTheFirstOfEquals) {
    const ListStrategy strategy({}, {{1, 0}, {2, 2}, {3, 1}});
    SpeculativeSearch with_a_tie(strategy, fits_below_9);
    const auto found = SimulatedWorkers().run(with_a_tie, 1, Random(1, RandomPurpose::test), half_above_1);
    EXPECT_EQ(points(std::vector{found->best}), (std::vector<PlanePoint>{{2, 2}}));
}

TEST(ListStrategy, AllOfItIsNeededFromTheStart) {
    const ListStrategy strategy({}, listed);
    SpeculativeSearch search(strategy, fits_below_9);
    EXPECT_EQ(points(search.wanted(2)), (std::vector<PlanePoint>{{3, 1}, {1, 0}}));
    EXPECT_EQ(points(search.wanted(9)), (std::vector<PlanePoint>{{3, 1}, {1, 0}, {2, 2}, {2, 1}}));
}

TEST(ListStrategy, WhenNothingFitsTheErrorSaysWhy) {
    const ListStrategy strategy({}, {{9, 0}, {10, 0}});
    const SpeculativeSearch search(strategy, fits_below_9);
    ASSERT_TRUE(search.finished());
    const auto found = search.result();
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().kind, ErrorKind::infeasible);
    EXPECT_EQ(found.error().message, "None of the 2 networks listed fits; the first does not: Too much RAM.");
}

}  // namespace
}  // namespace nanonas
