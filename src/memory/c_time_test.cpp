// SPDX-License-Identifier: MIT
// tests/test_c_time.py asks the emulators whether the figures are right; here, what they are made of.
#include "nanonas/c_time.h"

#include <gtest/gtest.h>

#include <map>

#include "memory/c_work_costs.h"
#include "nanonas/c_layout.h"

namespace nanonas {
namespace {

std::map<std::string, double> work_of(const Architecture& a, CKernel kernel) {
    std::map<std::string, double> counts;
    for (const CWork& work : c_work(c_shape(a), kernel)) counts[work.name] = work.count;
    return counts;
}

TEST(CTime, CountsTheWorkOfTwoPixelsAtATime) {
    // One stage of 4 kernels, in blocks of two, over 9 rows of 7 columns: 9 times 4 pairs.
    const auto counts = work_of({Family::current, 4, 0, {9, 7, 1}, 5}, CKernel::thumb1);
    EXPECT_EQ(counts.at("picture"), 1);
    EXPECT_EQ(counts.at("byte of the picture"), 63);
    EXPECT_EQ(counts.at("row"), 9);
    EXPECT_EQ(counts.at("pair"), 36);
    EXPECT_EQ(counts.at("tap"), 4 * (27 - 2) * 3);  // the rows above and below the picture are none
    EXPECT_EQ(counts.at("tap at a border"), 81);
    EXPECT_EQ(counts.at("block of 2"), 72);
    EXPECT_EQ(counts.at("tap of a block of 2"), 600);
    EXPECT_EQ(counts.at("channel averaged"), 144);
    EXPECT_EQ(counts.at("weight of the dense layer"), 20);
    for (const char* none : {"channel pooled", "line", "block of 3", "pair of three channels"})
        EXPECT_FALSE(counts.contains(none)) << none;
    EXPECT_EQ(work_of({Family::current, 4, 0, {9, 7, 1}, 5}, CKernel::dsp).at("tap"), 4 * 27 * 3);
}

TEST(CTime, PicturesOfThreeChannelsHaveLoopsOfTheirOwn) {
    const auto counts = work_of({Family::prime23, 4, 1, {8, 8, 3}, 2}, CKernel::thumb1);
    EXPECT_EQ(counts.at("pair of three channels"), 32);
    EXPECT_EQ(counts.at("pair"), 8);  // of the second stage, over 4 by 4
    EXPECT_EQ(counts.at("line"), 2 * (8 * 8 * 3 + 4 * 4 * 4));
}

TEST(CTime, EveryMeasuredCoreKnowsEveryKindOfWork) {
    ASSERT_EQ(c_work_costs().size(), 4u);
    const auto counts = work_of({Family::prime23, 4, 2, {16, 16, 3}, 2}, CKernel::thumb1);
    for (const CWorkCosts& costs : c_work_costs()) {
        for (const auto& [name, count] : counts) {
            EXPECT_EQ(std::ranges::count(costs.each, name, &CWork::name), 1) << costs.core << ": " << name;
        }
        for (const CWork& each : costs.each) EXPECT_GE(each.count, 0) << costs.core << ": " << each.name;
    }
}

TEST(CTime, CyclesGrowWithTheNetworkAndTheCoreDecides) {
    const CShape small = c_shape({Family::current, 3, 3, {50, 50, 3}, 2});
    const CShape large = c_shape({Family::current, 6, 3, {50, 50, 3}, 2});
    for (const char* core : {"Cortex-M0", "Cortex-M0+", "Cortex-M3", "Cortex-M4", "Cortex-M4F", "Cortex-M7",
                             "RV32IMAC"}) {
        ASSERT_TRUE(c_cycles(small, core)) << core;
        EXPECT_GT(*c_cycles(large, core), 1.5 * *c_cycles(small, core)) << core;
    }
    EXPECT_LT(*c_cycles(small, "Cortex-M4"), *c_cycles(small, "Cortex-M0"));
    EXPECT_LT(*c_cycles(small, "Cortex-M0+"), *c_cycles(small, "Cortex-M0"));  // of the same instructions
}

TEST(CTime, ACoreWithoutAModelIsAnErrorThatListsThoseWithOne) {
    for (const char* core : {"Cortex-M33", "AVR", "Xtensa LX6"}) {
        const auto known = c_cycles_known(core);
        ASSERT_FALSE(known) << core;
        EXPECT_EQ(known.error().message,
                  fmt::format("How many cycles C takes on a {} is not known; it is on Cortex-M0, Cortex-M0+, "
                              "Cortex-M3, Cortex-M4, Cortex-M4F, Cortex-M7, RV32IMC, RV32IMAC.",
                              core));
    }
}

}  // namespace
}  // namespace nanonas
