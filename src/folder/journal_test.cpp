// SPDX-License-Identifier: MIT
#include "folder/journal.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "system/files.h"
#include "system/temporary_folder.h"

namespace nanonas {
namespace {

class JournalTest : public testing::Test {
  protected:
    Journal open() { return Journal::open(path_, ahead_, space_).value(); }

    TemporaryFolder folder_;
    std::filesystem::path path_ = folder_.path() / "journal.jsonl", ahead_ = folder_.path() / "ahead.jsonl";
    SearchSpace space_{.seed = 7};
    Candidate evaluated_{
        space_.trial({1, 2}), {true, {100, 200, 300}, "", ""}, Evaluation{{0.1, 1.0 / 3}, 0.125}};
    Candidate infeasible_{space_.trial({1, 3}), {false, {1, 2, 3}, "ram", "Too much."}, {}};
};

TEST_F(JournalTest, ALineHasTheFieldsOfTheDesign) {
    ASSERT_TRUE(open().decided(evaluated_));
    const auto line = nlohmann::json::parse(read_text(path_).value());
    EXPECT_EQ(line,
              nlohmann::json::parse(R"({"k": 1, "c": 2, "macc": 100, "flash_bytes": 200, "ram_bytes": 300,
        "feasible": true, "reason": null, "val_accuracy": [0.1, 0.3333333333333333], "seconds": 0.125})"));
}

TEST_F(JournalTest, WhatOneSessionEvaluatedTheNextKnows) {
    {
        Journal journal = open();
        ASSERT_TRUE(journal.decided(evaluated_));
        ASSERT_TRUE(journal.decided(infeasible_));
        ASSERT_TRUE(journal.speculated(space_.trial({2, 0}), {{0.7}, 2}));
    }
    const Journal journal = open();
    ASSERT_EQ(journal.known().size(), 2u);
    EXPECT_EQ(journal.known()[0].trial, evaluated_.trial);
    EXPECT_EQ(journal.known()[0].evaluation.val_accuracy, evaluated_.evaluation->val_accuracy);
    EXPECT_EQ(journal.known()[1].trial, space_.trial({2, 0}));
    EXPECT_EQ(journal.speculative(), 1);
    EXPECT_EQ(journal.known()[1].evaluation.seconds, 2);
}

TEST_F(JournalTest, LinesAreByteForByteThoseOfTheFirstVersion) {
    {
        Journal journal = open();
        ASSERT_TRUE(journal.decided(evaluated_));
        ASSERT_TRUE(journal.speculated(space_.trial({2, 0}), {{0.7}, 2}));
    }
    EXPECT_EQ(read_text(path_).value(),
              "{\"k\":1,\"c\":2,\"macc\":100,\"flash_bytes\":200,\"ram_bytes\":300,\"feasible\":true,"
              "\"reason\":null,\"val_accuracy\":[0.1,0.3333333333333333],\"seconds\":0.125}\n");
    EXPECT_EQ(read_text(ahead_).value(), "{\"k\":2,\"c\":0,\"val_accuracy\":[0.7],\"seconds\":2.0}\n");
}

TEST_F(JournalTest, AJournalOfTheFirstVersionIsGoneOnWithThoughItHasNoMilliseconds) {
    ASSERT_TRUE(open().decided(evaluated_));
    const std::string first = read_text(path_).value();
    Candidate timed = evaluated_, other = infeasible_;
    timed.feasibility.cost.milliseconds = 12.5, other.feasibility.cost.milliseconds = 20;
    Journal journal = open();
    ASSERT_TRUE(journal.decided(timed));
    ASSERT_TRUE(journal.decided(other));
    EXPECT_EQ(read_text(path_).value(),
              first + "{\"k\":1,\"c\":3,\"macc\":1,\"flash_bytes\":2,\"ram_bytes\":3,\"milliseconds\":20.0,"
                      "\"feasible\":false,\"reason\":\"Too much.\",\"val_accuracy\":[],\"seconds\":0.0}\n");
    other.feasibility.cost.milliseconds = 21;  // a later version's model says so
    Journal later = open();
    ASSERT_TRUE(later.decided(timed));
    EXPECT_TRUE(later.decided(other));
    other.feasibility.feasible = true;
    Journal again = open();
    ASSERT_TRUE(again.decided(timed));
    EXPECT_FALSE(again.decided(other));
}

TEST_F(JournalTest, OneNetworkMayBeTriedForLonger) {
    Candidate longer = evaluated_;
    longer.trial.epochs = 12;
    longer.evaluation = Evaluation{{0.8}, 1};
    Trial fewer = evaluated_.trial;
    fewer.pictures = 100;
    {
        Journal journal = open();
        ASSERT_TRUE(journal.decided(evaluated_));
        ASSERT_TRUE(journal.decided(longer));
        ASSERT_TRUE(journal.speculated(fewer, {{0.2}, 1}));
    }
    const Journal journal = open();
    ASSERT_EQ(journal.known().size(), 3u);
    EXPECT_EQ(journal.known()[0].trial, evaluated_.trial);
    EXPECT_EQ(journal.known()[1].trial, longer.trial);
    EXPECT_EQ(journal.known()[1].evaluation, longer.evaluation);
    EXPECT_EQ(journal.known()[2].trial, fewer);
}

TEST_F(JournalTest, RepeatedDecisionsAreNotWrittenTwice) {
    ASSERT_TRUE(open().decided(evaluated_));
    Journal journal = open();
    ASSERT_TRUE(journal.decided(evaluated_));
    ASSERT_TRUE(journal.decided(infeasible_));
    EXPECT_EQ(open().known().size(), 1u);
    const std::string text = read_text(path_).value();
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 2);
}

TEST_F(JournalTest, ATornLastLineIsCutOff) {
    ASSERT_TRUE(open().decided(evaluated_));
    const std::string whole = read_text(path_).value();
    ASSERT_TRUE(write_atomically(path_, whole + whole.substr(0, 20)));
    Journal journal = open();
    EXPECT_EQ(journal.known().size(), 1u);
    ASSERT_TRUE(journal.decided(evaluated_));
    EXPECT_EQ(read_text(path_).value(), whole);
}

TEST_F(JournalTest, AnotherSearchsJournalIsRefused) {
    ASSERT_TRUE(open().decided(evaluated_));
    const auto refused = open().decided(infeasible_);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().message, "Line 1 of the journal is of another search; start anew (--force).");
}

TEST_F(JournalTest, BoundsThatAnotherVersionMeasuredAreTheSameDecision) {
    ASSERT_TRUE(open().decided(evaluated_));
    Candidate later = evaluated_;
    later.feasibility.cost.flash_bytes += 100;
    later.feasibility.cost.ram_bytes += 100;
    EXPECT_TRUE(open().decided(later));
    later.feasibility.cost.macc += 1;
    EXPECT_FALSE(open().decided(later));
}

TEST_F(JournalTest, LinesThatAreNoJournalTeachNothing) {
    ASSERT_TRUE(
        write_atomically(ahead_,
                         "nonsense\n{}\n[]\n{\"k\":1,\"c\":0,\"val_accuracy\":[\"x\"],\"seconds\":1}\n"
                         "{\"k\":1,\"c\":0,\"name\":\"(1,0)\",\"val_accuracy\":[0.5],\"seconds\":1}\n"));
    EXPECT_TRUE(open().known().empty());
}

}  // namespace
}  // namespace nanonas
