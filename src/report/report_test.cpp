// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <fstream>

#include "nanonas/report.h"
#include "report/decided_candidate.h"
#include "system/temporary_folder.h"

namespace nanonas {
namespace {

TEST(DecidedCandidate, IsNamedByALineOrNot) {
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
