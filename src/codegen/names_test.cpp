// SPDX-License-Identifier: MIT
#include "codegen/names.h"

#include <gtest/gtest.h>

namespace nanonas {
namespace {

TEST(Names, OnlyIdentifiersThatAreNoKeywordsPrefixFunctions) {
    for (const char* name : {"nanonas", "vww_50", "_x", "A1"}) EXPECT_TRUE(check_c_name(name)) << name;
    for (const char* name : {"", "1st", "a-b", "a b", "naïve", "while", "class", "x;"}) {
        const auto checked = check_c_name(name);
        ASSERT_FALSE(checked) << name;
        EXPECT_EQ(checked.error().kind, ErrorKind::usage);
    }
    EXPECT_FALSE(check_c_name(std::string(41, 'a')));
}

TEST(Names, StringsKeepEveryByte) {
    EXPECT_EQ(c_string("cat"), R"("cat")");
    EXPECT_EQ(c_string("a\"b\\c"), R"("a\"b\\c")");
    EXPECT_EQ(c_string("\n\x01"
                       "1"),
              R"("\012\0011")");
    EXPECT_EQ(c_string("what?"
                       "?/"),
              "\"what\\?\\?/\"");
    EXPECT_EQ(c_string("Übung"), "\"Übung\"");
}

TEST(Names, CommentsStayComments) {
    EXPECT_EQ(c_comment("a */ b /* c\nd"), "a * / b / * c d");
}

}  // namespace
}  // namespace nanonas
