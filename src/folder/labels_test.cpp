// SPDX-License-Identifier: MIT
#include "folder/labels.h"

#include <gtest/gtest.h>

#include "system/files.h"
#include "system/temporary_folder.h"

namespace nanonas {
namespace {

using Names = std::vector<std::string>;

TEST(Labels, AreReadFromFilesOfOtherPrograms) {
    const TemporaryFolder folder;
    const auto file = folder.path() / "labels.txt";
    for (const char* text : {"cat\ndog\n", "cat\ndog", "cat\r\ndog\r\n",
                             "\xEF\xBB\xBF"
                             "cat\ndog\n",
                             "cat\n\ndog\n\n\r\n"}) {
        ASSERT_TRUE(write_atomically(file, text));
        EXPECT_EQ(read_labels(file, 2).value(), (Names{"cat", "dog"})) << text;
    }
}

TEST(Labels, DoNotSteerATerminal) {
    const TemporaryFolder folder;
    const auto file = folder.path() / "labels.txt";
    ASSERT_TRUE(write_atomically(file, "\x1B[31mcat\nd\xE2\x80\xAEog\nla belle Zo\xC3\xA9\n"));
    EXPECT_EQ(read_labels(file, 3).value(), (Names{"\\x1B[31mcat", "d\\u202Eog", "la belle Zo\xC3\xA9"}));
}

TEST(Labels, OfAnotherNumberAreAnError) {
    const TemporaryFolder folder;
    const auto file = folder.path() / "labels.txt";
    ASSERT_TRUE(write_atomically(file, "cat\n\n"));
    EXPECT_EQ(read_labels(file, 2).error().message,
              fmt::format("\"{}\" names 1 classes, but the network has 2.", file.string()));
}

}  // namespace
}  // namespace nanonas
