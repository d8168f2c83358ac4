// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <latch>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <thread>

#include "base/random.h"
#include "nanonas/search.h"

namespace nanonas {
namespace {

using Pairs = std::vector<std::pair<int, int>>;

Feasibility feasible_if(bool feasible) {
    Feasibility result;
    result.feasible = feasible;
    if (!feasible)
        result.limit = "ram", result.reason = "(1,0) needs 10 bytes of RAM, 2 more than the limit.";
    return result;
}

// Scores that depend on the seed alone, with ties and falls.
Evaluation evaluation_of(const Architecture& a, std::uint64_t seed) {
    Random random(seed, RandomPurpose::test);
    const double rising = 0.3 + 0.05 * a.c + 0.02 * a.k;
    return {{rising, rising + random.below(60) * 0.001, 0.1}, 1.5};
}

SearchFunctions synthetic() {
    SearchFunctions functions;
    functions.feasible = [](const Architecture& a) { return feasible_if(a.k * (a.c + 2) < 40 && a.c < 6); };
    functions.evaluate = [](const Architecture& a, std::uint64_t seed, Progress&) -> Result<Evaluation> {
        return evaluation_of(a, seed);
    };
    return functions;
}

Result<SearchResult> search(const SearchFunctions& functions, SearchOptions options = {},
                            const std::vector<KnownEvaluation>& known = {}) {
    Progress progress;
    return occam_search({}, options, functions, known, progress);
}

Pairs decisions(const SearchResult& result) {
    Pairs pairs;
    for (const Candidate& candidate : result.candidates) {
        pairs.emplace_back(candidate.architecture.k, candidate.architecture.c);
    }
    return pairs;
}

TEST(Search, ScoreIsTheBestEpochRoundedToThreeDecimals) {
    Candidate candidate;
    EXPECT_EQ(candidate.score(), -1);
    candidate.evaluation = Evaluation{{0.5004, 0.6126, 0.6}, 0};
    EXPECT_EQ(candidate.score(), 0.613);
    candidate.evaluation = Evaluation{{0.6134}, 0};
    EXPECT_EQ(candidate.score(), 0.613);
}

TEST(Search, SameSeedSameDecisionsForAnyNumberOfThreads) {
    std::set<Pairs> different_walks;
    for (std::uint64_t seed = 0; seed < 30; ++seed) {
        const SearchResult one = search(synthetic(), {seed, 1}).value();
        different_walks.insert(decisions(one));
        EXPECT_EQ(one.evaluated_ahead, 0);
        for (int threads : {2, 3, 8}) {
            const SearchResult several = search(synthetic(), {seed, threads}).value();
            EXPECT_EQ(decisions(several), decisions(one));
            EXPECT_EQ(several.best.architecture, one.best.architecture);
            EXPECT_EQ(several.best.evaluation->val_accuracy, one.best.evaluation->val_accuracy);
        }
    }
    EXPECT_GT(different_walks.size(), 5u);
}

TEST(Search, TheBestIsTheHighestScoreOfAllDecided) {
    const SearchResult result = search(synthetic()).value();
    for (const Candidate& candidate : result.candidates) EXPECT_LE(candidate.score(), result.best.score());
}

TEST(Search, CandidatesHaveSeedsOfTheirOwn) {
    std::set<std::uint64_t> seeds;
    for (int k = 1; k < 20; ++k) {
        for (int c = 0; c < 6; ++c) seeds.insert(candidate_seed(7, {Family::current, k, c, {}, 2}));
    }
    EXPECT_EQ(seeds.size(), 19u * 6);
    EXPECT_NE(candidate_seed(7, {}), candidate_seed(8, {}));
}

TEST(Search, KnownEvaluationsAreNotRepeated) {
    const SearchResult whole = search(synthetic()).value();
    std::vector<KnownEvaluation> known;
    for (const Candidate& candidate : whole.candidates) {
        if (candidate.evaluation && known.size() < 5) {
            known.push_back({candidate.architecture.k, candidate.architecture.c, *candidate.evaluation});
        }
    }
    std::atomic<int> evaluations = 0;
    SearchFunctions counting = synthetic();
    counting.evaluate = [&](const Architecture& a, std::uint64_t seed, Progress&) -> Result<Evaluation> {
        ++evaluations;
        for (const auto& entry : known) EXPECT_FALSE(entry.k == a.k && entry.c == a.c);
        return evaluation_of(a, seed);
    };
    const SearchResult resumed = search(counting, {}, known).value();
    EXPECT_EQ(decisions(resumed), decisions(whole));
    const auto feasible =
        std::count_if(whole.candidates.begin(), whole.candidates.end(),
                      [](const Candidate& candidate) { return candidate.feasibility.feasible; });
    EXPECT_EQ(evaluations, feasible - 5);
}

TEST(Search, AnInfeasibleCandidateIsDecidedButNeverEvaluated) {
    SearchFunctions functions = synthetic();
    functions.evaluate = [&](const Architecture& a, std::uint64_t seed, Progress&) -> Result<Evaluation> {
        EXPECT_TRUE(functions.feasible(a).feasible);
        return evaluation_of(a, seed);
    };
    for (int threads : {1, 4}) {
        const SearchResult result = search(functions, {0, threads}).value();
        for (const Candidate& candidate : result.candidates) {
            EXPECT_EQ(candidate.evaluation.has_value(), candidate.feasibility.feasible);
        }
    }
}

TEST(Search, WhenNothingFitsTheErrorSaysWhichLimitByHowMuch) {
    SearchFunctions functions = synthetic();
    functions.feasible = [](const Architecture&) { return feasible_if(false); };
    int written = 0;
    functions.decided = [&](const Candidate&) -> Result<void> { return ++written, Result<void>(); };
    const auto result = search(functions);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::no_network_fits);
    EXPECT_NE(result.error().message.find("needs 10 bytes of RAM, 2 more than the limit."),
              std::string::npos);
    EXPECT_EQ(written, 1);
}

TEST(Search, DecisionsAreWrittenInOrderWhateverFinishesFirst) {
    SearchFunctions functions = synthetic();
    Pairs written;
    functions.decided = [&](const Candidate& candidate) -> Result<void> {
        written.emplace_back(candidate.architecture.k, candidate.architecture.c);
        return {};
    };
    const SearchResult result = search(functions, {3, 4}).value();
    EXPECT_EQ(written, decisions(result));
}

// (1,0) finishes only after (1,1) has, which must therefore have been evaluated ahead.
TEST(Search, AnIdleThreadEvaluatesAheadAndItsResultIsHandedOutOnce) {
    std::latch ahead_done(1);
    std::atomic<int> ahead_written = 0;
    SearchFunctions functions = synthetic();
    functions.feasible = [](const Architecture& a) { return feasible_if(a.k == 1 && a.c <= 1); };
    functions.evaluate = [&](const Architecture& a, std::uint64_t seed, Progress&) -> Result<Evaluation> {
        if (a.c == 0) ahead_done.wait();
        return evaluation_of(a, seed);
    };
    functions.evaluated_ahead = [&](const Architecture& a, const Evaluation&) -> Result<void> {
        EXPECT_EQ(a.c, 1);
        ++ahead_written;
        ahead_done.count_down();
        return {};
    };
    const SearchResult result = search(functions, {0, 2}).value();
    EXPECT_EQ(ahead_written, 1);
    EXPECT_EQ(result.evaluated_ahead, 1);
    EXPECT_EQ(result.unused_seconds, 0);
    EXPECT_EQ(decisions(result), (Pairs{{1, 0}, {1, 1}, {1, 2}, {2, 0}}));
}

// (1,2) is begun ahead and would never end by itself; (1,1) falls, so it is no longer needed.
TEST(Search, WorkThatIsNoLongerNeededIsStopped) {
    std::latch begun(1);
    std::atomic<bool> stopped = false;
    SearchFunctions functions = synthetic();
    functions.feasible = [](const Architecture& a) { return feasible_if(a.k == 1); };
    functions.evaluate = [&](const Architecture& a, std::uint64_t, Progress& progress) -> Result<Evaluation> {
        if (a.c == 0) return Evaluation{{0.9}, 0};
        if (a.c == 1) {
            begun.wait();
            return Evaluation{{0.1}, 0};
        }
        begun.count_down();
        while (!progress.stop_requested()) std::this_thread::yield();
        stopped = true;
        return tl::unexpected<Error>({ErrorKind::interrupted, "Stopped."});
    };
    const SearchResult result = search(functions, {0, 2}).value();
    EXPECT_TRUE(stopped);
    EXPECT_EQ(decisions(result), (Pairs{{1, 0}, {1, 1}, {2, 0}}));
    EXPECT_GT(result.unused_seconds, 0);
}

struct SeenNetworks : Progress {
    void network(const NetworkUpdate& now) override {
        EXPECT_EQ(inside++, 0);
        if (now.event == NetworkUpdate::Event::epoch) epochs[{now.k, now.c}].push_back(now.val_accuracy);
        if (now.event == NetworkUpdate::Event::decided) scores[{now.k, now.c}] = now.val_accuracy;
        if (now.event == NetworkUpdate::Event::infeasible) limits.emplace(now.limit);
        EXPECT_TRUE(now.candidate);
        std::this_thread::yield();
        --inside;
    }
    std::atomic<int> inside = 0;
    std::map<std::pair<int, int>, std::vector<double>> epochs;
    std::map<std::pair<int, int>, double> scores;
    std::set<std::string> limits;
};

TEST(Search, TheUserSeesEpochsAndScoresOneAtATime) {
    SearchFunctions functions = synthetic();
    functions.evaluate = [](const Architecture& a, std::uint64_t seed,
                            Progress& progress) -> Result<Evaluation> {
        Evaluation evaluation = evaluation_of(a, seed);
        for (int epoch = 0; epoch < 3; ++epoch) {
            progress.network({NetworkUpdate::Event::epoch,
                              false,
                              a.k,
                              a.c,
                              epoch + 1,
                              3,
                              evaluation.val_accuracy[static_cast<std::size_t>(epoch)],
                              {}});
        }
        return evaluation;
    };
    SeenNetworks seen;
    const SearchResult result = occam_search({}, {7, 3}, functions, {}, seen).value();
    std::size_t evaluated = 0;
    for (const Candidate& candidate : result.candidates) {
        if (!candidate.evaluation) continue;
        ++evaluated;
        const std::pair point{candidate.architecture.k, candidate.architecture.c};
        EXPECT_EQ(seen.scores.at(point), candidate.score());
        EXPECT_EQ(seen.epochs.at(point), candidate.evaluation->val_accuracy);
    }
    EXPECT_EQ(seen.scores.size(), evaluated);
    EXPECT_EQ(seen.limits.size(), evaluated < result.candidates.size() ? 1u : 0u);
}

TEST(Search, AnErrorEndsItAndIsPassedOn) {
    for (int threads : {1, 3}) {
        SearchFunctions functions = synthetic();
        functions.evaluate = [](const Architecture& a, std::uint64_t seed, Progress&) -> Result<Evaluation> {
            if (a.k == 2) return failure("The disk is full.");
            return evaluation_of(a, seed);
        };
        EXPECT_EQ(search(functions, {0, threads}).error().message, "The disk is full.");

        functions = synthetic();
        functions.decided = [](const Candidate&) -> Result<void> {
            return failure("No space for the journal.");
        };
        EXPECT_EQ(search(functions, {0, threads}).error().message, "No space for the journal.");
    }
}

}  // namespace
}  // namespace nanonas
