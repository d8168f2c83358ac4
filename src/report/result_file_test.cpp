// SPDX-License-Identifier: MIT
#include "report/result_file.h"

#include <gtest/gtest.h>

#include <fstream>

#include "nanonas/report.h"
#include "system/temporary_folder.h"

namespace nanonas {
namespace {

TEST(ResultFile, GivesWhatItHasAndNoneOfTheRest) {
    RunFiles run;
    ASSERT_TRUE(parse_result_file(
        R"({"macc": 1200, "ram_bytes": "many", "val_accuracy": 7, "classes": ["a", 3, "b"],
            "architecture": {"variant": "current", "k": 2, "c": 1}, "input": {"height": 16, "width": 16, "channels": 3},
            "verify": {"core": "Cortex-M3", "images": 10, "mismatches": 0, "instructions": 1.5e6}})",
        run));
    EXPECT_EQ(run.macc, 1200);
    EXPECT_FALSE(run.ram_bytes);
    EXPECT_FALSE(run.val_accuracy);  // 700 % is no accuracy
    EXPECT_EQ(run.classes, (std::vector<std::string>{"a", "b"}));
    ASSERT_TRUE(run.architecture);
    EXPECT_EQ(name(*run.architecture), "(2,1)");
    ASSERT_TRUE(run.verified);
    EXPECT_EQ(run.verified->core, "Cortex-M3");
    EXPECT_EQ(run.verified->instructions, 1.5e6);
    EXPECT_FALSE(run.verified->milliseconds);
}

TEST(ResultFile, RefusesNetworksThatCanNotBe) {
    for (const char* k : {"0", "-4", "99999999999999", "1.5", "null"}) {
        RunFiles run;
        ASSERT_TRUE(parse_result_file(
            fmt::format(R"({{"classes": ["a", "b"], "architecture": {{"variant": "current", "k": {}, "c": 1}},
                            "input": {{"height": 16, "width": 16, "channels": 3}}}})",
                        k),
            run));
        EXPECT_FALSE(run.architecture) << k;
    }
    RunFiles run;
    EXPECT_FALSE(parse_result_file("[1, 2]", run));
    EXPECT_FALSE(parse_result_file("{\"macc\": 12", run));
}

TEST(JournalLine, NamesACandidateOrNone) {
    const auto candidate = parse_candidate(
        R"({"k": 3, "c": 2, "macc": 10, "flash_bytes": 20, "ram_bytes": 30, "feasible": true, "reason": null, "val_accuracy": [0.1, 0.6128]})");
    ASSERT_TRUE(candidate);
    EXPECT_EQ(candidate->best(), 0.6128);
    EXPECT_EQ(candidate->score(), 0.613);
    EXPECT_FALSE(parse_candidate("half a li"));
    EXPECT_FALSE(parse_candidate(R"({"k": 3})"));
}

TEST(Report, OfAFolderThatIsNoRunIsOneSentence) {
    const TemporaryFolder folder;
    Progress silent;
    const auto page = report_page(folder.path(), {}, silent);
    ASSERT_FALSE(page);
    EXPECT_NE(page.error().message.find("is not a run folder: it has no run.toml."), std::string::npos);
}

TEST(Report, OfADamagedRunSaysWhatIsMissing) {
    const TemporaryFolder folder;
    std::ofstream(folder.path() / "run.toml") << "version = \"0.0.1\"\npictures = \"/no/such/folder\"\n";
    std::ofstream(folder.path() / "result.json") << "{ \"macc\": ";
    std::ofstream(folder.path() / "journal.jsonl") << "{\"k\": 1, \"c\": 0, \"feasible\": true, \"val_acc\n";
    std::ofstream(folder.path() / "model.tflite") << "TFL3 but not really";
    Progress silent;
    const auto page = report_page(folder.path(), {}, silent);
    ASSERT_TRUE(page) << page.error().message;
    for (const char* sentence :
         {"This report is incomplete", "result.json could not be read", "1 line of journal.jsonl",
          "has not been trained yet", "pictures can&#39;t be shown", "/no/such/folder"}) {
        EXPECT_NE(page->find(sentence), std::string::npos) << sentence;
    }
}

}  // namespace
}  // namespace nanonas
