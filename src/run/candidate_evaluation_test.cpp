// SPDX-License-Identifier: MIT
#include "run/candidate_evaluation.h"

#include <gtest/gtest.h>

#include "nanonas/sample.h"
#include "run/job.h"
#include "system/temporary_folder.h"

namespace nanonas {
namespace {

// Another process that does each job at once.
class OneWorker : public Workers {
  public:
    int capacity(Share) const override { return 1; }
    void limit_threads(int) override {}
    Result<std::string> perform(std::string_view job, Share share, Progress&) override {
        EXPECT_EQ(share, Share::thread);
        NANONAS_TRY(const Job parsed, parse_job(job));
        received.push_back(std::get<EvaluationJob>(parsed));
        if (refuses) return failure("The pictures are not the same on every machine.");
        return to_text(Evaluation{{0.125}, 2});
    }

    bool refuses = false;
    std::vector<EvaluationJob> received;
};

// Evaluates a second trial while the first, which it hears of, keeps the only thread busy.
class Meanwhile : public TrainingObserver {
  public:
    Meanwhile(CandidateEvaluation& evaluation, const Trial& trial) : evaluation_(evaluation), trial_(trial) {}
    void training_begun(const Architecture&, int) override {
        Progress silent;
        TrainingObserver nobody;
        result = evaluation_(trial_, silent, nobody);
    }
    std::optional<Result<Evaluation>> result;

  private:
    CandidateEvaluation& evaluation_;
    const Trial trial_;
};

class CandidateEvaluationTest : public testing::Test {
  protected:
    CandidateEvaluationTest() {
        EXPECT_TRUE(write_sample(folder_.path() / "pictures", {.count = 240, .size = 16}, progress_));
        settings_.pictures = folder_.path() / "pictures";
        settings_.cache = folder_.path() / "cache";
        settings_.input = {16, 16, 3};
        settings_.threads = 1;
        pictures_.emplace(
            open_pictures(list_pictures(settings_, progress_).value(), settings_, progress_).value());
    }
    Trial trial(int k) const { return {{Family::current, k, 1, {16, 16, 3}, 6}}; }

    TemporaryFolder folder_;
    Progress progress_;
    RunSettings settings_;
    std::optional<RunPictures> pictures_;
};

TEST_F(CandidateEvaluationTest, ATrialMayBeLongerOrHaveFewerPictures) {
    const auto accuracies = [&](const Trial& trial) {
        return evaluate_trial(trial, settings_, *pictures_, progress_).value().val_accuracy;
    };
    const Trial usual = trial(6);
    EXPECT_EQ(accuracies(usual).size(), 3u);
    Trial longer = usual;
    longer.epochs = 12;
    EXPECT_EQ(accuracies(longer).size(), 12u);
    Trial fewer = longer, all = longer, other = longer;
    fewer.pictures = 30, all.pictures = 1000000, other.seed = 1;
    EXPECT_EQ(accuracies(all), accuracies(longer));
    EXPECT_NE(accuracies(fewer), accuracies(longer));
    EXPECT_EQ(accuracies(fewer), accuracies(fewer));
    EXPECT_NE(accuracies(other), accuracies(longer));
}

TEST_F(CandidateEvaluationTest, WhatFindsEveryThreadBusyIsEvaluatedElsewhere) {
    OneWorker worker;
    CandidateEvaluation evaluation(settings_, *pictures_, "fingerprint", &worker);
    EXPECT_EQ(evaluation.at_once(), 2);
    Meanwhile meanwhile(evaluation, trial(2));
    const auto here = evaluation(trial(1), progress_, meanwhile);
    ASSERT_TRUE(here);
    EXPECT_EQ(here->val_accuracy.size(), 3u);
    ASSERT_EQ(worker.received.size(), 1u);
    EXPECT_EQ(worker.received[0].trial, trial(2));
    EXPECT_EQ(worker.received[0].fingerprint, "fingerprint");
    ASSERT_TRUE(*meanwhile.result);
    EXPECT_EQ((*meanwhile.result)->val_accuracy, (std::vector{0.125}));
}

TEST_F(CandidateEvaluationTest, AWorkersRefusalIsPassedOnAndTheThreadIsFreeAgain) {
    OneWorker worker;
    worker.refuses = true;
    CandidateEvaluation evaluation(settings_, *pictures_, "fingerprint", &worker);
    Meanwhile meanwhile(evaluation, trial(2));
    EXPECT_TRUE(evaluation(trial(1), progress_, meanwhile));
    EXPECT_EQ(meanwhile.result->error().message, "The pictures are not the same on every machine.");
    TrainingObserver nobody;
    EXPECT_TRUE(evaluation(trial(1), progress_, nobody));
    EXPECT_EQ(worker.received.size(), 1u);
}

}  // namespace
}  // namespace nanonas
