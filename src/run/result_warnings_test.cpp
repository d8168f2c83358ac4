// SPDX-License-Identifier: MIT
#include "run/result_warnings.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace nanonas {
namespace {

// Whether this is all that there is to say.
void expect_one(const std::vector<std::string>& warnings, std::string_view part) {
    ASSERT_EQ(warnings.size(), 1u) << fmt::format("{}", fmt::join(warnings, "\n"));
    EXPECT_NE(warnings[0].find(part), std::string::npos) << warnings[0];
}

// A good network of two classes that MACC keeps from growing.
class ResultWarnings : public testing::Test {
  protected:
    ResultWarnings() {
        result_.architecture = {Family::current, 3, 2, {32, 32, 3}, 2};
        result_.classes = {"left", "right"};
        result_.limits.macc = cost(result_.architecture, cost_).macc;
        result_.val_accuracy = 0.95;
        result_.pictures = {400, 200, 200, 0};
        test_.on_test_set = true;
        test_.int8_network = {2, {95, 5, 5, 95}};
        test_.float_network = test_.int8_network;
    }

    std::vector<std::string> warnings() const {
        return result_warnings({result_, cost_, training_, searched_, mirrored_, &test_});
    }

    CostOptions cost_;
    RunResult result_;
    RunTest test_;
    std::vector<std::uint32_t> training_{200, 200};
    bool searched_ = true, mirrored_ = true;
};

TEST_F(ResultWarnings, AreNoneForAGoodNetwork) {
    EXPECT_TRUE(warnings().empty());
}

TEST_F(ResultWarnings, SayThatARunIsAtChance) {
    test_.int8_network = {2, {60, 40, 55, 45}};
    test_.float_network = test_.int8_network;
    mirrored_ = false;
    expect_one(warnings(),
               "The network is at chance: 52.5 % of 200 test pictures right (95 % interval 45.6 to "
               "59.3 %) can't be told from always giving the same answer (50.0 %).");
}

TEST_F(ResultWarnings, SayBeforeTheTestThatValidationIsAtChance) {
    result_.val_accuracy = 0.52;
    const auto all = result_warnings({result_, cost_, training_, true, true, nullptr});
    expect_one(all, "52.0 % of 200 validation pictures");
}

TEST_F(ResultWarnings, NameAClassThatIsNeverRecognised) {
    result_.classes = {"a", "b", "c"};
    result_.architecture.classes = 3;
    result_.limits.macc = cost(result_.architecture, cost_).macc;
    test_.int8_network = {3, {100, 0, 0, 0, 100, 0, 30, 20, 0}};
    test_.float_network = test_.int8_network;
    expect_one(warnings(), "recognises no test picture of \"c\"; look");
}

TEST_F(ResultWarnings, NameMirroringAsTheRemedyForTwoClassesTakenForEachOther) {
    result_.classes = {"keep left", "keep right", "stop"};
    result_.architecture.classes = 3;
    result_.limits.macc = cost(result_.architecture, cost_).macc;
    test_.int8_network = {3, {10, 90, 0, 5, 95, 0, 0, 0, 100}};
    test_.float_network = test_.int8_network;
    expect_one(warnings(),
               "90 of 100 pictures of \"keep left\" are taken for \"keep right\", and 5 of "
               "100 the other way: if they are mirror images of each other, train with "
               "--mirror no, for training mirrors pictures at random.");
    mirrored_ = false;
    EXPECT_TRUE(warnings().empty());
}

TEST_F(ResultWarnings, BlameNoMirrorWhereNothingIsToldApart) {
    result_.classes = {"a", "b", "c"};
    result_.architecture.classes = 3;
    result_.limits.macc = cost(result_.architecture, cost_).macc;
    test_.int8_network = {3, {1, 0, 99, 0, 1, 99, 0, 0, 100}};
    test_.float_network = test_.int8_network;
    expect_one(warnings(), "The network is at chance");
}

TEST_F(ResultWarnings, SayThatQuantisationCostsMoreThanThreePoints) {
    test_.float_network = Confusion{2, {99, 1, 2, 98}};
    expect_one(warnings(),
               "Quantisation costs 3.5 points: the network is right for 98.5 % of the "
               "pictures as float and for 95.0 % as int8.");
    test_.float_network = Confusion{2, {98, 2, 3, 97}};
    EXPECT_TRUE(warnings().empty());
}

TEST_F(ResultWarnings, SayThatAClassHasATenthOfThePictures) {
    training_ = {20, 200};
    expect_one(warnings(), "200 pictures of \"right\" to train with and 20 of \"left\"");
    training_ = {21, 200};
    EXPECT_TRUE(warnings().empty());
}

TEST_F(ResultWarnings, SayThatASearchEndedWithoutALimit) {
    result_.limits = {};
    expect_one(warnings(), "no limit binds: (4,2) fits too");
    searched_ = false;
    EXPECT_TRUE(warnings().empty());
}

}  // namespace
}  // namespace nanonas
