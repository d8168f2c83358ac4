// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <set>

#include "nanonas/search.h"

namespace nanonas {
namespace {

TEST(Trial, ItsTextNamesTheNetworkAndWhatIsNotUsual) {
    const Trial usual{{Family::current, 3, 2, {50, 40, 3}, 6}};
    EXPECT_EQ(to_text(usual), "current-50x40x3-6-3,2");
    EXPECT_EQ(to_text(Trial{usual.architecture, 12, 100, 7}),
              "current-50x40x3-6-3,2 epochs=12 pictures=100 seed=7");
}

TEST(Trial, ItsTextReadsBack) {
    for (const Trial& trial : {Trial{}, Trial{{Family::prime23, 12, 3, {32, 40, 1}, 10}, 12, 0, 1ull << 63},
                               Trial{{Family::current, 1, 0, {8, 8, 3}, 2}, 0, 4000000000, 0}}) {
        const auto read = parse_trial(to_text(trial));
        ASSERT_TRUE(read) << to_text(trial);
        EXPECT_EQ(*read, trial);
    }
}

TEST(Trial, AnythingElseIsNoTrial) {
    for (const char* text :
         {"", "(1,0)", "current-50x50x3-2-3", "current-50x50x3-1-3,2", "other-50x50x3-2-3,2",
          "current-50x50x3-2-3,2 epochs=-1", "current-50x50x3-2-3,2 epochs",
          "current-50x50x3-2-3,2 dropout=1", "current-50x50x3-2-3,2x", "current-0x50x3-2-3,2"}) {
        EXPECT_FALSE(parse_trial(text)) << text;
    }
}

TEST(Trial, ANetworkTrainedForLongerIsAnotherTrial) {
    const Trial usual{{Family::current, 3, 2, {}, 2}};
    const std::set<Trial> trials{
        usual, {usual.architecture, 6}, {usual.architecture, 0, 6}, {usual.architecture, 0, 0, 6}, usual};
    EXPECT_EQ(trials.size(), 4u);
}

TEST(Trial, PointsAreOrderedAsAlgorithmOneTakesThem) {
    const SearchSpace space;
    EXPECT_LT(space.trial({1, 9}), space.trial({2, 0}));
    EXPECT_LT(space.trial({2, 0}), space.trial({2, 1}));
}

TEST(Trial, NetworksHaveSeedsOfTheirOwn) {
    std::set<std::uint64_t> seeds;
    for (int k = 1; k < 20; ++k) {
        for (int c = 0; c < 6; ++c) seeds.insert(SearchSpace{.seed = 7}.trial({k, c}).training_seed());
    }
    EXPECT_EQ(seeds.size(), 19u * 6);
    EXPECT_NE(candidate_seed(7, {}), candidate_seed(8, {}));
    EXPECT_EQ(SearchSpace{.seed = 7}.trial({3, 2}).training_seed(), 5123288251890821648u);  // as ever
}

TEST(Candidate, ItsScoreIsTheBestEpochRoundedToThreeDecimals) {
    Candidate candidate;
    EXPECT_EQ(candidate.score(), infeasible_score);
    candidate.evaluation = Evaluation{{0.5004, 0.6126, 0.6}, 0};
    EXPECT_EQ(candidate.score(), 0.613);
    candidate.evaluation = Evaluation{{0.6134}, 0};
    EXPECT_EQ(candidate.score(), 0.613);
}

}  // namespace
}  // namespace nanonas
