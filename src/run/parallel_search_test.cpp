// SPDX-License-Identifier: MIT
#include "nanonas/parallel_search.h"

#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <map>
#include <mutex>
#include <set>
#include <string>

#include "base/random.h"

namespace nanonas {
namespace {

Feasibility feasible_if(bool feasible) {
    Feasibility result;
    result.feasible = feasible;
    if (!feasible) result.limit = "ram", result.reason = "Too much RAM.";
    return result;
}

Evaluation evaluation_of(const Trial& trial) {
    Random random(trial.training_seed(), RandomPurpose::test);
    const double rising = 0.3 + 0.05 * trial.architecture.c + 0.02 * trial.architecture.k;
    return {{rising, rising + random.below(60) * 0.001, 0.1}, 1.5};
}

SearchFunctions synthetic() {
    SearchFunctions functions;
    functions.feasible = [](const Architecture& a) { return feasible_if(a.k * (a.c + 2) < 40 && a.c < 6); };
    functions.evaluate = [](const Trial& trial, Progress&, TrainingObserver&) -> Result<Evaluation> {
        return evaluation_of(trial);
    };
    return functions;
}

Result<SearchResult> search(const SearchFunctions& functions, const ParallelSearchOptions& options = {},
                            std::uint64_t seed = 0) {
    Progress progress;
    const auto strategy = make_strategy("occam", {.seed = seed}).value();
    return parallel_search(*strategy, functions, options, progress);
}

std::vector<Trial> trials(const std::vector<Candidate>& candidates) {
    std::vector<Trial> all;
    for (const Candidate& candidate : candidates) all.push_back(candidate.trial);
    return all;
}

TEST(ParallelSearch, SameSeedSameDecisionsForAnyNumberOfThreads) {
    for (std::uint64_t seed = 0; seed < 30; ++seed) {
        const SearchResult one = search(synthetic(), {}, seed).value();
        EXPECT_EQ(one.speculative, 0);
        for (int threads : {2, 3, 8}) {
            const SearchResult several = search(synthetic(), {threads}, seed).value();
            EXPECT_EQ(trials(several.candidates), trials(one.candidates));
            EXPECT_EQ(several.best.trial, one.best.trial);
            EXPECT_EQ(several.best.evaluation, one.best.evaluation);
        }
    }
}

TEST(ParallelSearch, DecisionsAreWrittenInOrderWhateverFinishesFirst) {
    SearchFunctions functions = synthetic();
    std::vector<Trial> written;
    functions.decided = [&](const Candidate& candidate) -> Result<void> {
        written.push_back(candidate.trial);
        return {};
    };
    const SearchResult result = search(functions, {4}, 3).value();
    EXPECT_EQ(written, trials(result.candidates));
}

// (1,0) finishes only after (1,1) has, which must therefore have been evaluated before it was needed.
TEST(ParallelSearch, AnIdleThreadEvaluatesWhatIsLikelyToBeNeeded) {
    std::latch one_cell_done(1);
    std::vector<Trial> speculated;
    SearchFunctions functions = synthetic();
    functions.feasible = [](const Architecture& a) { return feasible_if(a.k == 1 && a.c <= 1); };
    functions.evaluate = [&](const Trial& trial, Progress&, TrainingObserver&) -> Result<Evaluation> {
        if (trial.architecture.c == 0) one_cell_done.wait();
        return evaluation_of(trial);
    };
    functions.speculated = [&](const Trial& trial, const Evaluation& evaluation) -> Result<void> {
        EXPECT_EQ(evaluation, evaluation_of(trial));
        speculated.push_back(trial);
        one_cell_done.count_down();
        return {};
    };
    const SearchResult result = search(functions, {2}).value();
    EXPECT_EQ(speculated, (std::vector{SearchSpace{}.trial({1, 1})}));
    EXPECT_EQ(result.speculative, 1);
    EXPECT_EQ(result.unused_seconds, 0);
}

// Lets threads wait for decisions.
struct UntilDecided : SearchObserver {
    explicit UntilDecided(const Trial& trial) : trial_(trial) {}
    void trial_decided(const Candidate& candidate) override {
        if (candidate.trial == trial_) decided.count_down();
    }
    const Trial trial_;
    std::latch decided{1};
};

// (1,2) is begun before it is needed; (1,1) falls, so it never is.
TEST(ParallelSearch, WorkThatIsNotNeededAnyMoreIsStopped) {
    std::latch begun(1);
    UntilDecided fall(SearchSpace{}.trial({1, 1}));
    std::atomic<bool> stopped = false;
    SearchFunctions functions = synthetic();
    functions.feasible = [](const Architecture& a) { return feasible_if(a.k == 1); };
    functions.evaluate = [&](const Trial& trial, Progress& progress,
                             TrainingObserver&) -> Result<Evaluation> {
        const int c = trial.architecture.c;
        if (c == 0) return Evaluation{{0.9}, 0};
        if (c == 1) {
            begun.wait();
            return Evaluation{{0.1}, 0};
        }
        EXPECT_FALSE(progress.stop_requested());
        begun.count_down();
        fall.decided.wait();
        stopped = progress.stop_requested();
        return tl::unexpected<Error>({ErrorKind::interrupted, "Stopped."});
    };
    const SearchResult result = search(functions, {2, {}, &fall}).value();
    EXPECT_TRUE(stopped);
    EXPECT_EQ(result.candidates.size(), 3u);
    EXPECT_GT(result.unused_seconds, 0);
}

struct SeenTrials : Progress, SearchObserver {
    void update(const ProgressUpdate& now) override {
        const Alone alone(inside);
        EXPECT_EQ(now.stage, "search");
        EXPECT_EQ(now.done, static_cast<std::int64_t>(scores.size() + limits.size()));
        details.emplace_back(now.detail);
    }
    void trial_begun(const Trial& trial, int count) override {
        const Alone alone(inside);
        EXPECT_EQ(count, 3);
        begun.insert(trial);
    }
    void trial_epoch(const Trial& trial, int epoch, int, double val_accuracy) override {
        const Alone alone(inside);
        epochs[trial].push_back(val_accuracy);
        EXPECT_EQ(epochs[trial].size(), static_cast<std::size_t>(epoch));
    }
    void trial_decided(const Candidate& candidate) override {
        const Alone alone(inside);
        if (candidate.evaluation) {
            scores[candidate.trial] = candidate.score();
        } else {
            limits[candidate.trial] = candidate.feasibility.limit;
        }
    }

    struct Alone {
        explicit Alone(std::atomic<int>& inside) : inside_(inside) { EXPECT_EQ(inside_++, 0); }
        ~Alone() { --inside_; }
        std::atomic<int>& inside_;
    };
    std::atomic<int> inside = 0;
    std::set<Trial> begun;
    std::map<Trial, std::vector<double>> epochs;
    std::map<Trial, double> scores;
    std::map<Trial, std::string> limits;
    std::vector<std::string> details;
};

TEST(ParallelSearch, TheUserSeesEpochsAndScoresOneAtATime) {
    SearchFunctions functions = synthetic();
    functions.evaluate = [](const Trial& trial, Progress&, TrainingObserver& observer) -> Result<Evaluation> {
        const Evaluation evaluation = evaluation_of(trial);
        observer.training_begun(trial.architecture, 3);
        for (int epoch = 1; epoch <= 3; ++epoch) {
            observer.training_epoch(trial.architecture, epoch, 3,
                                    evaluation.val_accuracy[static_cast<std::size_t>(epoch - 1)]);
        }
        return evaluation;
    };
    SeenTrials seen;
    const auto strategy = make_strategy("occam", {.seed = 7}).value();
    const SearchResult result = parallel_search(*strategy, functions, {3, {}, &seen}, seen).value();
    ASSERT_EQ(seen.details.size(), result.candidates.size());
    EXPECT_EQ(seen.scores.size() + seen.limits.size(), result.candidates.size());
    for (std::size_t i = 0; i < result.candidates.size(); ++i) {
        const Candidate& candidate = result.candidates[i];
        const std::string network = name(candidate.trial.architecture);
        if (!candidate.evaluation) {
            EXPECT_EQ(seen.limits.at(candidate.trial), "ram");
            EXPECT_EQ(seen.details[i], network + " does not fit: ram");
            continue;
        }
        EXPECT_TRUE(seen.begun.contains(candidate.trial));
        EXPECT_EQ(seen.scores.at(candidate.trial), candidate.score());
        EXPECT_EQ(seen.epochs.at(candidate.trial), candidate.evaluation->val_accuracy);
        EXPECT_EQ(seen.details[i], fmt::format("{} {:.3f}", network, candidate.score()));
    }
}

TEST(ParallelSearch, WhatIsKnownIsNotRepeated) {
    const SearchResult whole = search(synthetic()).value();
    ParallelSearchOptions options{2};
    for (const Candidate& candidate : whole.candidates) {
        if (candidate.evaluation) options.known.push_back({candidate.trial, *candidate.evaluation});
    }
    SearchFunctions functions = synthetic();
    std::mutex mutex;
    std::set<Trial> evaluated;
    functions.evaluate = [&](const Trial& trial, Progress&, TrainingObserver&) -> Result<Evaluation> {
        const std::lock_guard lock(mutex);
        evaluated.insert(trial);
        return evaluation_of(trial);
    };
    EXPECT_EQ(trials(search(functions, options).value().candidates), trials(whole.candidates));
    EXPECT_TRUE(evaluated.empty());
}

TEST(ParallelSearch, AnErrorEndsItAndIsPassedOn) {
    for (int threads : {1, 3}) {
        SearchFunctions functions = synthetic();
        functions.evaluate = [](const Trial& trial, Progress&, TrainingObserver&) -> Result<Evaluation> {
            if (trial.architecture.k == 2) return failure("The disk is full.");
            return evaluation_of(trial);
        };
        EXPECT_EQ(search(functions, {threads}).error().message, "The disk is full.");

        functions = synthetic();
        functions.decided = [](const Candidate&) -> Result<void> {
            return failure("No space for the journal.");
        };
        EXPECT_EQ(search(functions, {threads}).error().message, "No space for the journal.");
    }
}

}  // namespace
}  // namespace nanonas
