// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "nanonas/memory.h"

namespace nanonas {
namespace {

TEST(Feasibility, ALimitMayBeReachedButNotPassed) {
    const Cost cost{1000, 200, 30};
    EXPECT_TRUE(judge(cost, {30, 200, 1000}, "(1,0)").feasible);
    EXPECT_TRUE(judge(cost, {}, "(1,0)").feasible);
    EXPECT_EQ(judge(cost, {30, 200, 999}, "(1,0)").limit, "macc");
    EXPECT_EQ(judge(cost, {30, 199, 1000}, "(1,0)").limit, "flash");
    EXPECT_EQ(judge(cost, {29, 200, 1000}, "(1,0)").limit, "ram");
}

TEST(Feasibility, TheReasonHasNeedExcessAndLimitOfAllThatAreBroken) {
    const Feasibility broken = judge({67502, 2720, 16840}, {10240, 131072, 50000}, "(1,0)");
    EXPECT_FALSE(broken.feasible);
    EXPECT_EQ(broken.limit, "macc");
    EXPECT_EQ(broken.reason,
              "(1,0) needs 67502 MACC (17502 over the limit of 50000) and 16840 bytes of RAM (6600 over the "
              "limit of 10240).");
    EXPECT_EQ(judge({67502, 2720, 16840}, {16840, 2720, 67502}, "(1,0)").reason, "");
}

}  // namespace
}  // namespace nanonas
