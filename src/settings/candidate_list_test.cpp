// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "nanonas/run_settings.h"

namespace nanonas {
namespace {

TEST(CandidateList, TakesOneALineAndLeavesCommentsOut) {
    const auto list = parse_candidates("# the first row\n1,0\n  1,1\t# one cell\r\n\n12,3", "list");
    ASSERT_TRUE(list) << list.error().message;
    EXPECT_EQ(*list, (std::vector<PlanePoint>{{1, 0}, {1, 1}, {12, 3}}));
}

TEST(CandidateList, SaysInWhichLineWhatIsWrong) {
    for (const auto& [text, line] :
         std::initializer_list<std::pair<const char*, const char*>>{{"1,0\n1;1\n", "line 2"},
                                                                    {"0,1\n", "line 1"},
                                                                    {"1,-1", "line 1"},
                                                                    {"1,0\n#\n1,0\n", "line 3"}}) {
        const auto list = parse_candidates(text, "my list");
        ASSERT_FALSE(list) << text;
        EXPECT_EQ(list.error().kind, ErrorKind::usage);
        EXPECT_NE(list.error().message.find("\"my list\""), std::string::npos);
        EXPECT_NE(list.error().message.find(line), std::string::npos) << list.error().message;
    }
}

TEST(CandidateList, AnEmptyOneIsAnError) {
    const auto refused = parse_candidates("# nothing\n\n", "list");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().message, "\"list\" lists no candidate; write one K,C a line, such as 3,2.");
}

}  // namespace
}  // namespace nanonas
