// SPDX-License-Identifier: MIT
#include "run/job.h"

#include <gtest/gtest.h>

namespace nanonas {
namespace {

TEST(Job, AnEvaluationArrivesAsItWasSent) {
    EvaluationJob job{{}, "fingerprint", {{Family::prime23, 3, 2, {32, 40, 1}, 5}, 6, 100, 7}};
    job.settings.val_split = 0.25;
    const auto received = parse_job(to_text(job));
    ASSERT_TRUE(received);
    const auto& evaluation = std::get<EvaluationJob>(*received);
    EXPECT_EQ(evaluation.trial, job.trial);
    EXPECT_EQ(evaluation.fingerprint, "fingerprint");
    EXPECT_EQ(evaluation.settings.val_split, 0.25);
}

TEST(Job, ARunArrivesAsItWasSent) {
    const auto received = parse_job(to_text(RunJob{{}, "/a/run", true, false, false}));
    ASSERT_TRUE(received);
    const auto& run = std::get<RunJob>(*received);
    EXPECT_EQ(run.out, "/a/run");
    EXPECT_TRUE(run.resume);
    EXPECT_FALSE(run.force);
    EXPECT_FALSE(run.pictures);
}

TEST(Job, AnotherVersionsJobIsRefused) {
    const std::string foreign = "What was received is no job of this version of nanonas: ";
    for (const auto& [text, said] : std::vector<std::pair<std::string, std::string>>{
             {"", foreign},
             {"{}", foreign},
             {R"({"settings": "", "fingerprint": "", "k": 1, "c": 0, "seed": 1})", foreign},
             {R"({"settings": "", "fingerprint": "", "trial": "1,0"})", "\"1,0\" is no trial: "}}) {
        const auto refused = parse_job(text);
        ASSERT_FALSE(refused) << text;
        EXPECT_TRUE(refused.error().message.starts_with(said)) << refused.error().message;
    }
}

TEST(Job, ItsResultArrivesToTheBit) {
    const Evaluation evaluation{{0.1, 1.0 / 3}, 0.125};
    EXPECT_EQ(parse_evaluation(to_text(evaluation)), evaluation);
    EXPECT_FALSE(parse_evaluation("{}"));
}

}  // namespace
}  // namespace nanonas
