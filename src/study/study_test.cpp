// SPDX-License-Identifier: MIT
#include "nanonas/study.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "study/study_settings.h"

namespace nanonas {
namespace {

StudySettings with(std::initializer_list<std::pair<const char*, const char*>> lists) {
    StudySettings study;
    for (const auto& [name, text] : lists) EXPECT_TRUE(apply_list(name, text, study)) << name << " " << text;
    return study;
}

TEST(Study, ListsAreWrittenAsUsersWouldWriteThem) {
    const StudySettings study =
        with({{"seeds", "0..3,9"}, {"inputs", "32x32x3,50x50x1"}, {"variants", "prime23"}});
    EXPECT_EQ(study.seeds, (std::vector<std::uint64_t>{0, 1, 2, 3, 9}));
    EXPECT_EQ(study.inputs, (std::vector<InputShape>{{32, 32, 3}, {50, 50, 1}}));
    EXPECT_EQ(study.variants, (std::vector{Family::prime23}));
}

TEST(Study, AListThatMakesNoSenseIsAUsageError) {
    for (const auto& [name, text] :
         std::initializer_list<std::pair<const char*, const char*>>{{"seeds", "4..0"},
                                                                    {"seeds", "1,1"},
                                                                    {"seeds", "0..2,2"},
                                                                    {"seeds", ""},
                                                                    {"seeds", "1,"},
                                                                    {"seeds", "0..9223372036854775807"},
                                                                    {"targets", "A,,B"},
                                                                    {"inputs", "32"},
                                                                    {"variants", "new"}}) {
        StudySettings study;
        const auto applied = apply_list(name, text, study);
        ASSERT_FALSE(applied) << name << " " << text;
        EXPECT_EQ(applied.error().kind, ErrorKind::usage);
    }
}

TEST(Study, HasARunForEachCombination) {
    const auto runs = study_runs(
        with({{"seeds", "0..1"}, {"targets", "STM32L412KBU3,STM32L010RBT6"}, {"inputs", "16x16x3,20x20x3"}}));
    ASSERT_TRUE(runs) << runs.error().message;
    ASSERT_EQ(runs->size(), 8u);
    EXPECT_EQ(runs->front().name, "STM32L412KBU3_16x16x3_current_seed0");
    EXPECT_EQ(runs->at(1).settings.seed, 1u);
    EXPECT_EQ(runs->back().settings.target, "STM32L010RBT6");
    EXPECT_EQ(runs->back().settings.input, (InputShape{20, 20, 3}));
    EXPECT_FALSE(study_runs(with({{"targets", "unheard-of"}})));
}

TEST(Study, SettingsSurviveARoundTripThroughToml) {
    StudySettings study = with({{"seeds", "3,1"}, {"targets", "A \"b\",C"}});
    ASSERT_TRUE(apply_setting("max_macc", "60k", study.settings));
    ASSERT_TRUE(apply_setting("pictures", "/a b/[c]", study.settings));
    const auto read = parse_study_toml(study_toml(study), "study.toml");
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(study_toml(*read), study_toml(study));
    EXPECT_EQ(read->seeds, study.seeds);
    EXPECT_EQ(read->targets, study.targets);
    EXPECT_EQ(read->settings.max_macc, 60000);
    EXPECT_FALSE(first_difference(read->settings, study.settings));
}

StudyRun run_with(std::uint64_t seed, double accuracy) {
    StudyRun run{"T_16x16x3_current_seed" + std::to_string(seed), {}, RunResult{}, {}};
    run.settings.seed = seed;
    run.result->val_accuracy = accuracy;
    return run;
}

TEST(Study, SpreadIsTheMeanAndSampleDeviationOverSeeds) {
    Study study{{run_with(0, 0.5), run_with(1, 0.7), run_with(2, 0.9)}};
    study.runs.push_back({"U_16x16x3_current_seed0", {}, {}, "Nothing fits."});
    const auto groups = study.groups();
    ASSERT_EQ(groups.size(), 2u);
    const auto accuracy = [](const RunResult& r) { return r.val_accuracy; };
    EXPECT_NEAR(groups[0].spread(accuracy)->mean, 0.7, 1e-12);
    EXPECT_NEAR(groups[0].spread(accuracy)->deviation.value(), 0.2, 1e-12);
    EXPECT_FALSE(groups[0].spread([](const RunResult& r) { return r.test_int8; }));
    EXPECT_FALSE(groups[1].spread(accuracy));

    const auto json = nlohmann::json::parse(to_json(study));
    EXPECT_EQ(json.at("runs").size(), 4u);
    EXPECT_EQ(json.at("groups")[0].at("networks"), nlohmann::json({{"(1,0)", 3}}));
    EXPECT_TRUE(json.at("runs")[3].at("result").is_null());
    EXPECT_EQ(json.at("runs")[3].at("reason"), "Nothing fits.");
}

}  // namespace
}  // namespace nanonas
