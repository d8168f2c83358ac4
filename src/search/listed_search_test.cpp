// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <mutex>

#include "nanonas/search.h"

namespace nanonas {
namespace {

const std::vector<FixedPoint> listed{{3, 1}, {1, 0}, {9, 9}, {2, 2}, {2, 1}};

SearchFunctions scores_of_k() {
    SearchFunctions functions;
    functions.feasible = [](const Architecture& a) {
        Feasibility result;
        result.feasible = a.k < 9;
        if (!result.feasible) result.limit = "ram", result.reason = "Too much RAM.";
        return result;
    };
    functions.evaluate = [](const Architecture& a, std::uint64_t, Progress&) -> Result<Evaluation> {
        return Evaluation{{a.k == 1 ? 0.1 : 0.5}, 1};
    };
    return functions;
}

TEST(ListedSearch, DecidesExactlyWhatIsListedInThatOrder) {
    for (int threads : {1, 2, 8}) {
        SearchFunctions functions = scores_of_k();
        std::vector<FixedPoint> written, evaluated;
        std::mutex mutex;
        functions.decided = [&](const Candidate& candidate) -> Result<void> {
            written.push_back({candidate.architecture.k, candidate.architecture.c});
            return {};
        };
        functions.evaluate = [&, evaluate = functions.evaluate](const Architecture& a, std::uint64_t seed,
                                                                Progress& stop) {
            const std::lock_guard lock(mutex);
            evaluated.push_back({a.k, a.c});
            return evaluate(a, seed, stop);
        };
        Progress progress;
        const auto found = listed_search({}, {0, threads}, functions, listed, {}, progress);
        ASSERT_TRUE(found);
        EXPECT_EQ(written, listed);
        EXPECT_EQ(evaluated.size(), 4u);
        EXPECT_EQ(found->candidates[2].evaluation, std::nullopt);
        EXPECT_EQ(found->unused_seconds, 0);
        EXPECT_GE(found->worked_seconds, 0);
        // The first of those with the highest score.
        EXPECT_EQ(found->best.architecture.k, 3);
    }
}

TEST(ListedSearch, KnownEvaluationsAreNotRepeated) {
    SearchFunctions functions = scores_of_k();
    functions.evaluate = [](const Architecture& a, std::uint64_t, Progress&) -> Result<Evaluation> {
        EXPECT_NE(a.k, 3);
        return Evaluation{{0.5}, 1};
    };
    Progress progress;
    const auto found = listed_search({}, {0, 2}, functions, listed, {{3, 1, {{0.9}, 2}}}, progress);
    EXPECT_EQ(found->best.evaluation->val_accuracy, (std::vector{0.9}));
}

TEST(ListedSearch, WhenNothingFitsTheErrorSaysWhy) {
    Progress progress;
    const auto found = listed_search({}, {}, scores_of_k(), {{9, 0}, {10, 0}}, {}, progress);
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().kind, ErrorKind::no_network_fits);
    EXPECT_NE(found.error().message.find("Too much RAM."), std::string::npos);
}

}  // namespace
}  // namespace nanonas
