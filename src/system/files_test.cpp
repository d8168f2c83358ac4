// SPDX-License-Identifier: MIT
#include "system/files.h"

#include <gtest/gtest.h>

#include "system/temporary_folder.h"

namespace nanonas {
namespace {

TEST(Files, TextSurvivesARoundTrip) {
    const TemporaryFolder folder;
    const auto path = folder.path() / "schön und gut.txt";
    ASSERT_TRUE(write_atomically(path, "one\ntwo"));
    EXPECT_EQ(read_text(path).value(), "one\ntwo");
}

TEST(Files, AnAbandonedFileLeavesNothingBehind) {
    const TemporaryFolder folder;
    {
        auto pending = PendingFile::create(folder.path() / "never");
        ASSERT_TRUE(pending);
        ASSERT_TRUE(pending->append(std::as_bytes(std::span("abc"))));
    }
    EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(Files, ReplacingKeepsTheOldContentUntilTheNewIsComplete) {
    const TemporaryFolder folder;
    const auto path = folder.path() / "file";
    ASSERT_TRUE(write_atomically(path, "old"));
    auto pending = PendingFile::create(path);
    ASSERT_TRUE(pending->append(std::as_bytes(std::span("ne", 2))));
    EXPECT_EQ(read_text(path).value(), "old");
    ASSERT_TRUE(pending->commit());
    EXPECT_EQ(read_text(path).value(), "ne");
}

TEST(Files, ErrorsNameThePathAndTheReason) {
    const auto error = read_text("/no/such/file").error();
    EXPECT_EQ(error.kind, ErrorKind::failed);
    EXPECT_EQ(error.message, "\"/no/such/file\" could not be opened: No such file or directory.");
}

TEST(Files, WhatAKilledProcessWasWritingIsRemovedAndNothingElse) {
    const TemporaryFolder folder;
    for (const char* name : {"a.txt", "a.txt.x1Y2z3", "b.txt.x1Y2z3", "a.txt.long-ending", "a.txt.x1"}) {
        ASSERT_TRUE(write_atomically(folder.path() / name, "text"));
    }
    constexpr std::string_view names[] = {"a.txt", "c.txt"};
    remove_pending(folder.path(), names);
    EXPECT_FALSE(std::filesystem::exists(folder.path() / "a.txt.x1Y2z3"));
    for (const char* name : {"a.txt", "b.txt.x1Y2z3", "a.txt.long-ending", "a.txt.x1"}) {
        EXPECT_TRUE(std::filesystem::exists(folder.path() / name)) << name;
    }
}

}  // namespace
}  // namespace nanonas
