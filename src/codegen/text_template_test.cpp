// SPDX-License-Identifier: MIT
#include "codegen/text_template.h"

#include <gtest/gtest.h>

namespace nanonas {
namespace {

TEST(TextTemplate, ValuesTakeTheirPlaces) {
    EXPECT_EQ(fill_in("int @{name}_@{what}(void);\n", {{{"name", "a"}, {"what", "b"}}, {}}),
              "int a_b(void);\n");
}

TEST(TextTemplate, LinesStayWhereTheirConditionHolds) {
    const std::string_view text = "@if x\n1\n@if y\n2\n@else\n3\n@end\n@else\n4\n@if !y\n5\n@end\n@end\n6\n";
    EXPECT_EQ(fill_in(text, {{}, {{"x", true}, {"y", true}}}), "1\n2\n6\n");
    EXPECT_EQ(fill_in(text, {{}, {{"x", true}, {"y", false}}}), "1\n3\n6\n");
    EXPECT_EQ(fill_in(text, {{}, {{"x", false}, {"y", true}}}), "4\n6\n");
    EXPECT_EQ(fill_in(text, {{}, {{"x", false}, {"y", false}}}), "4\n5\n6\n");
}

}  // namespace
}  // namespace nanonas
