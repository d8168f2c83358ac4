// SPDX-License-Identifier: MIT
#include "folder/test_file.h"

#include <gtest/gtest.h>

namespace nanonas {
namespace {

RunTest some_test() {
    RunTest test{true, Confusion{2, {5, 1, 2, 4}}, Confusion{2, {4, 2, 2, 4}}, {}};
    test.mistakes.push_back({{7, 1, 0, 0.1f, 0.9f}, "cats/ü.jpg"});
    return test;
}

TEST(TestFile, SurvivesARoundTrip) {
    const RunTest test = some_test();
    const auto read = parse_test(to_json(test), "test.json");
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(to_json(*read), to_json(test));
    EXPECT_TRUE(read->on_test_set);
    EXPECT_EQ(read->int8_network.counts, test.int8_network.counts);
    EXPECT_EQ(read->float_network->counts, test.float_network->counts);
    ASSERT_EQ(read->mistakes.size(), 1u);
    EXPECT_EQ(read->mistakes[0].mistake, test.mistakes[0].mistake);  // its probabilities to the bit
    EXPECT_EQ(read->mistakes[0].path, "cats/ü.jpg");
}

TEST(TestFile, OnValidationPicturesHasTheIntegerNetworkAlone) {
    RunTest test = some_test();
    test.on_test_set = false;
    test.float_network.reset();
    const auto read = parse_test(to_json(test), "test.json");
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_FALSE(read->on_test_set);
    EXPECT_FALSE(read->float_network);
}

TEST(TestFile, ThatIsDamagedIsAnError) {
    const std::string json = to_json(some_test());
    ASSERT_TRUE(parse_test(json, "t"));
    const auto expect_refusal = [](const std::string& text) {
        const auto refused = parse_test(text, "t");
        ASSERT_FALSE(refused) << text;
        EXPECT_TRUE(refused.error().message.starts_with("\"t\" is no test of nanonas: "))
            << refused.error().message;
    };
    expect_refusal(json.substr(0, json.size() / 2));
    expect_refusal("{}");
    for (const auto& [from, to] :
         std::initializer_list<std::pair<std::string, std::string>>{{"\"label\": 1", "\"label\": 2"},
                                                                    {"\"test\"", "\"nothing\""},
                                                                    {"\"int8\": [", "\"int8\": [[1],"}}) {
        std::string damaged = json;
        damaged.replace(damaged.rfind(from), from.size(), to);
        expect_refusal(damaged);
    }
}

}  // namespace
}  // namespace nanonas
