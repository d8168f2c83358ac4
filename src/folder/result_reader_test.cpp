// SPDX-License-Identifier: MIT
#include "folder/result_reader.h"

#include <gtest/gtest.h>

namespace nanonas {
namespace {

TEST(ResultReader, GivesWhatItHasAndNoneOfTheRest) {
    const auto read = read_result(
        R"({"macc": 1200, "ram_bytes": "many", "val_accuracy": 7, "classes": ["a", 3, "b"],
            "architecture": {"variant": "current", "k": 2, "c": 1}, "input": {"height": 16, "width": 16, "channels": 3},
            "verify": {"core": "Cortex-M3", "images": 10, "mismatches": 0, "instructions": 1.5e6}})");
    ASSERT_TRUE(read);
    EXPECT_TRUE(read->has("macc"));
    EXPECT_EQ(read->result.cost.macc, 1200);
    EXPECT_FALSE(read->has("ram_bytes"));
    EXPECT_FALSE(read->result.val_accuracy);  // 700 % is no accuracy
    EXPECT_FALSE(read->has("val_accuracy"));
    EXPECT_EQ(read->result.classes, (std::vector<std::string>{"a", "b"}));
    EXPECT_TRUE(read->has("architecture"));
    EXPECT_EQ(name(read->result.architecture), "(2,1)");
    ASSERT_TRUE(read->result.verification);
    EXPECT_EQ(read->result.verification->core, "Cortex-M3");
    EXPECT_EQ(read->result.verification->instructions, 1.5e6);
    EXPECT_FALSE(read->has("verify.milliseconds"));
}

TEST(ResultReader, RefusesNetworksThatCanNotBe) {
    for (const char* k : {"0", "-4", "99999999999999", "1.5", "null", "5000"}) {
        const auto read = read_result(
            fmt::format(R"({{"classes": ["a", "b"], "architecture": {{"variant": "current", "k": {}, "c": 1}},
                            "input": {{"height": 16, "width": 16, "channels": 3}}}})",
                        k));
        ASSERT_TRUE(read);
        EXPECT_FALSE(read->has("architecture")) << k;
    }
    EXPECT_FALSE(read_result("[1, 2]"));
    EXPECT_FALSE(read_result("{\"macc\": 12"));
}

TEST(ResultReader, OfAWholeResultFindsEveryKeyOrSaysWhichIsMissing) {
    RunResult result;
    result.classes = {"a", "b"};
    std::string json = to_json(result);
    EXPECT_TRUE(read_result(json)->absent.empty());
    ASSERT_TRUE(parse_result(json, "r"));
    std::string earlier = json;  // version 0.1.0 had no milliseconds
    for (std::size_t at; (at = earlier.find("\"milliseconds\"")) != earlier.npos;)
        earlier.replace(at, 14, "\"unheard_of\"");
    EXPECT_TRUE(read_result(earlier)->absent.empty());
    json.replace(json.find("\"seed\""), 6, "\"sown\"");
    EXPECT_EQ(parse_result(json, "r").error().message,
              "\"r\" is not a result of nanonas: its seed is missing or makes no sense.");
}

}  // namespace
}  // namespace nanonas
