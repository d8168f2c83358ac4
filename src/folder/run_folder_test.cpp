// SPDX-License-Identifier: MIT
#include "folder/run_folder.h"

#include <gtest/gtest.h>

#include <fstream>

#include "system/files.h"
#include "system/temporary_folder.h"

namespace nanonas {
namespace {

namespace fs = std::filesystem;
using Mode = RunFolder::Mode;

class RunFolderTest : public testing::Test {
  protected:
    void make_run() {
        auto folder = RunFolder::open(path_, Mode::fresh);
        ASSERT_TRUE(folder && folder->begin("seed = 1\n"));
        ASSERT_TRUE(write_atomically(folder->file("journal.jsonl"), "{}\n"));
    }
    TemporaryFolder temporary_;
    fs::path path_ = temporary_.path() / "some" / "run";
};

TEST_F(RunFolderTest, OneThatNeverBeginsLeavesNothing) {
    ASSERT_TRUE(RunFolder::open(path_, Mode::fresh));
    EXPECT_FALSE(fs::exists(path_));
}

TEST_F(RunFolderTest, OneThatBeginsStaysWithoutItsLock) {
    make_run();
    EXPECT_EQ(read_text(path_ / "run.toml").value(), "seed = 1\n");
    EXPECT_FALSE(fs::exists(path_ / ".lock"));
}

TEST_F(RunFolderTest, TwoRunsCannotHaveOneFolder) {
    const auto first = RunFolder::open(path_, Mode::fresh);
    const auto second = RunFolder::open(path_, Mode::force);
    ASSERT_FALSE(second);
    EXPECT_NE(second.error().message.find("Another run is writing"), std::string::npos);
}

TEST_F(RunFolderTest, ARunIsReplacedOnlyByForce) {
    make_run();
    EXPECT_FALSE(RunFolder::open(path_, Mode::fresh));
    EXPECT_TRUE(fs::exists(path_ / "journal.jsonl"));
    auto forced = RunFolder::open(path_, Mode::force);
    ASSERT_TRUE(forced);
    EXPECT_TRUE(fs::exists(path_ / "journal.jsonl"));  // until it begins
    ASSERT_TRUE(forced->begin("seed = 2\n"));
    EXPECT_FALSE(fs::exists(path_ / "journal.jsonl"));
    EXPECT_EQ(read_text(path_ / "run.toml").value(), "seed = 2\n");
}

TEST_F(RunFolderTest, ResumingTakesWhatIsThereOrNothing) {
    EXPECT_FALSE(RunFolder::open(path_, Mode::resume)->has_run());
    make_run();
    EXPECT_TRUE(RunFolder::open(path_, Mode::resume)->has_run());
}

TEST_F(RunFolderTest, ProductsOfSomethingElseAreNotTouched) {
    fs::create_directories(path_);
    ASSERT_TRUE(write_atomically(path_ / "labels.txt", "mine"));
    EXPECT_FALSE(RunFolder::open(path_, Mode::fresh));
    EXPECT_FALSE(RunFolder::open(path_, Mode::resume));
    EXPECT_EQ(read_text(path_ / "labels.txt").value(), "mine");
}

TEST_F(RunFolderTest, WhatAKilledRunWasWritingIsTidiedAway) {
    make_run();
    ASSERT_TRUE(write_atomically(path_ / "weights.safetensors.a1B2c3", "half"));
    ASSERT_TRUE(write_atomically(path_ / "my.notes.a1B2c3", "mine"));
    ASSERT_TRUE(RunFolder::open(path_, Mode::resume));
    EXPECT_FALSE(fs::exists(path_ / "weights.safetensors.a1B2c3"));
    EXPECT_TRUE(fs::exists(path_ / "my.notes.a1B2c3"));
}

TEST_F(RunFolderTest, AFileOfThatNameIsRefused) {
    ASSERT_TRUE(write_atomically(temporary_.path() / "file", "x"));
    for (const fs::path& path : {temporary_.path() / "file", temporary_.path() / "file" / "run"}) {
        const auto refused = RunFolder::open(path, Mode::force);
        ASSERT_FALSE(refused);
        EXPECT_TRUE(refused.error().message.starts_with(
            fmt::format("\"{}\" can't be made a run folder: ", path.string())))
            << refused.error().message;
    }
    std::ifstream file(temporary_.path() / "file");
    EXPECT_EQ(file.get(), 'x');  // it is still what it was
}

}  // namespace
}  // namespace nanonas
