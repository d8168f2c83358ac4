// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "memory/reference_memory.h"
#include "nanonas/lower.h"
#include "nanonas/memory.h"
#include "nanonas/tflite.h"

namespace nanonas {
namespace {

TEST(Feasibility, ALimitMayBeReachedButNotPassed) {
    const Cost cost{1000, 200, 30};
    EXPECT_TRUE(judge(cost, {30, 200, 1000}, "(1,0)").feasible);
    EXPECT_TRUE(judge(cost, {}, "(1,0)").feasible);
    EXPECT_EQ(judge(cost, {30, 200, 999}, "(1,0)").limit, "macc");
    EXPECT_EQ(judge(cost, {30, 199, 1000}, "(1,0)").limit, "flash");
    EXPECT_EQ(judge(cost, {29, 200, 1000}, "(1,0)").limit, "ram");
    EXPECT_TRUE(judge({1000, 200, 30, 9.5}, {{}, {}, {}, 9.5}, "(1,0)").feasible);
    EXPECT_EQ(judge({1000, 200, 30, 9.5}, {{}, {}, {}, 9.4}, "(1,0)").limit, "ms");
    EXPECT_TRUE(judge(cost, {{}, {}, {}, 9.5}, "(1,0)").feasible) << "whose milliseconds are unknown";
}

TEST(Feasibility, TheReasonHasNeedExcessAndLimitOfAllThatAreBroken) {
    const Feasibility broken = judge({67502, 2720, 16840}, {10240, 131072, 50000}, "(1,0)");
    EXPECT_FALSE(broken.feasible);
    EXPECT_EQ(broken.limit, "macc");
    EXPECT_EQ(broken.reason,
              "(1,0) needs 67502 MACC (17502 over the limit of 50000) and 16840 bytes of RAM (6600 over the "
              "limit of 10240).");
    EXPECT_EQ(judge({67502, 2720, 16840, 123.45}, {10240, {}, {}, 100}, "(1,0)").reason,
              "(1,0) needs 16840 bytes of RAM (6600 over the limit of 10240) and 123.5 ms a picture (23.5 "
              "over the limit of 100).");
    EXPECT_EQ(judge({67502, 2720, 16840}, {16840, 2720, 67502}, "(1,0)").reason, "");
}

TEST(Feasibility, CostsEqualTheReferencesMeasuredTable) {
    for (const ReferenceMemory& row : reference_memory) {
        const Architecture a{Family::current, row.k, row.c, {row.side, row.side, 3}, row.classes};
        const Cost exact = cost(a);
        EXPECT_EQ(exact.macc, row.macc) << name(a);
        EXPECT_EQ(cost(a, {MaccCount::reference, ArenaModel::bits64}).macc, row.macc_of_reference) << name(a);
        EXPECT_LE(exact.flash_bytes, row.tflite_bytes) << name(a);
        EXPECT_NEAR(static_cast<double>(exact.ram_bytes), static_cast<double>(row.arena_bytes), 32)
            << name(a);
        EXPECT_NEAR(static_cast<double>(exact.ram_bytes), static_cast<double>(row.ram_bytes),
                    0.05 * static_cast<double>(row.ram_bytes))
            << name(a);
    }
}

TEST(Feasibility, FlashIsTheFilesSize) {
    const Architecture a{Family::prime23, 5, 2, {40, 30, 1}, 7};
    EXPECT_EQ(cost(a).flash_bytes, static_cast<std::int64_t>(write_tflite(lower(a)).size()));
}

TEST(Feasibility, AnArchitectureThatIsNoneIsInfeasible) {
    const Feasibility none = feasibility({Family::current, 1, 6, {50, 50, 3}, 2}, {});
    EXPECT_FALSE(none.feasible);
    EXPECT_EQ(none.limit, "input");
    EXPECT_FALSE(none.reason.empty());
}

TEST(Feasibility, TheSmallestPartOfTheReferenceTakesThreeKernelsAndNoFour) {
    const Limits limits = limits_of(find_target("STM32L010RBT6").value());
    EXPECT_TRUE(feasibility({Family::current, 3, 3, {50, 50, 3}, 2}, limits).feasible);
    EXPECT_TRUE(feasibility({Family::current, 4, 1, {50, 50, 3}, 2}, limits).feasible);
    EXPECT_EQ(feasibility({Family::current, 4, 3, {50, 50, 3}, 2}, limits).limit, "ram");
    EXPECT_EQ(feasibility({Family::current, 6, 1, {50, 50, 3}, 2}, limits).limit, "macc");
}

TEST(Feasibility, NothingIsTooLargeToBeRefused) {
    const Feasibility huge = feasibility({Family::current, 60000, 0, {1024, 1024, 3}, 2}, {20480, {}, {}});
    EXPECT_FALSE(huge.feasible);
    EXPECT_EQ(huge.limit, "ram");
}

}  // namespace
}  // namespace nanonas
