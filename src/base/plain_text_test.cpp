// SPDX-License-Identifier: MIT
#include "base/plain_text.h"

#include <gtest/gtest.h>

namespace nanonas {
namespace {

TEST(PlainText, LeavesTextsOfAllScriptsAlone) {
    for (const char* text : {"", "photos/cats", "Füße 猫 🐈", "قطط", "חתולים"}) {
        EXPECT_EQ(plain_name(text), text);
        EXPECT_EQ(plain_lines(text), text);
    }
}

TEST(PlainText, WritesOutWhatSteersATerminal) {
    EXPECT_EQ(plain_name("\x1B[31mred"), "\\x1B[31mred");
    EXPECT_EQ(plain_name("bell\a"), "bell\\x07");
    EXPECT_EQ(plain_name("next\xC2\x85line"), "next\\u0085line");  // C1
    EXPECT_EQ(plain_name("gpj.\xE2\x80\xAE"
                         "exe"),
              "gpj.\\u202Eexe");
    EXPECT_EQ(plain_name("\xE2\x81\xA6isolated"), "\\u2066isolated");
}

TEST(PlainText, WritesOutBytesThatAreNoUtf8) {
    EXPECT_EQ(plain_name("caf\xE9"), "caf\\xE9");
    EXPECT_EQ(plain_name("\xC0\xAF"), "\\xC0\\xAF");  // '/' in two bytes
    EXPECT_EQ(plain_name("\xE7\x8C"), "\\xE7\\x8C");  // cut off
    EXPECT_EQ(plain_name(std::string_view("a\0b", 3)), "a\\x00b");
}

TEST(PlainText, KeepsTheLinesOfATextButNotOfAName) {
    EXPECT_EQ(plain_name("one\ntwo\tthree"), "one\\ntwo\\tthree");
    EXPECT_EQ(plain_lines("one\n  two\tthree\r"), "one\n  two\tthree\\x0D");
}

}  // namespace
}  // namespace nanonas
