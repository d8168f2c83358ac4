// SPDX-License-Identifier: MIT
#include "codegen/text_template.h"

#include <gtest/gtest.h>

namespace nanonas {
namespace {

void expect_error(std::string_view text, std::string_view part) {
    const auto filled = fill_in(text, {{{"name", "a"}}, {{"x", false}}});
    ASSERT_FALSE(filled) << *filled;
    EXPECT_NE(filled.error().message.find(part), std::string::npos) << filled.error().message;
}

TEST(TextTemplate, ValuesTakeTheirPlaces) {
    EXPECT_EQ(fill_in("int @{name}_@{what}(void);\n", {{{"name", "a"}, {"what", "b"}}, {}}).value(),
              "int a_b(void);\n");
}

TEST(TextTemplate, ValuesAreNotFilledIn) {
    EXPECT_EQ(fill_in("@{name}", {{{"name", "@{b}"}}, {}}).value(), "@{b}\n");
}

TEST(TextTemplate, LinesStayWhereTheirConditionHolds) {
    const std::string_view text = "@if x\n1\n@if y\n2\n@else\n3\n@end\n@else\n4\n@if !y\n5\n@end\n@end\n6\n";
    EXPECT_EQ(fill_in(text, {{}, {{"x", true}, {"y", true}}}).value(), "1\n2\n6\n");
    EXPECT_EQ(fill_in(text, {{}, {{"x", true}, {"y", false}}}).value(), "1\n3\n6\n");
    EXPECT_EQ(fill_in(text, {{}, {{"x", false}, {"y", true}}}).value(), "4\n6\n");
    EXPECT_EQ(fill_in(text, {{}, {{"x", false}, {"y", false}}}).value(), "4\n5\n6\n");
}

TEST(TextTemplate, MisspeltNamesAreErrors) {
    expect_error("int @{nmae};\n", "names \"nmae\"");
    expect_error("@if x\nint @{nmae};\n@end\n", "names \"nmae\"");
    expect_error("@if y\n@end\n", "the condition \"y\"");
    expect_error("@if !y\n@end\n", "the condition \"y\"");
    expect_error("@{name", "does not end");
}

TEST(TextTemplate, MisspeltDirectivesAreErrors) {
    expect_error("@if x\n@endif\n@end\n", "\"@endif\"");
    expect_error("@end\n", "\"@end\"");
    expect_error("@else\n", "\"@else\"");
    expect_error("@if x\n", "does not end");
    expect_error("", "not there");
}

}  // namespace
}  // namespace nanonas
