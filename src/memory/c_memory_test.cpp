// SPDX-License-Identifier: MIT
// tests/test_c_memory.py asks the compilers whether the figures are right; here, what they are made of.
#include "nanonas/c_memory.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "memory/c_code_sizes.h"
#include "nanonas/c_time.h"
#include "nanonas/memory.h"

namespace nanonas {
namespace {

constexpr Architecture published{Family::current, 3, 3, {50, 50, 3}, 2};

const std::vector<std::string>& cores() {
    static const std::vector<std::string> all{"Cortex-M0",  "Cortex-M0+", "Cortex-M3", "Cortex-M4",
                                              "Cortex-M4F", "Cortex-M7",  "RV32IMAC",  "AVR"};
    return all;
}

TEST(CMemory, TheStateHoldsTheRingsAndLittleBeside) {
    const CShape shape = c_shape(published);
    const std::int64_t rings = ring_plan(shape).ring_bytes;
    for (const std::string& core : cores()) {
        const CMemory memory = c_memory(shape, core).value();
        EXPECT_GT(memory.state_bytes, rings) << core;
        EXPECT_LT(memory.state_bytes, rings + 1024) << core;
        EXPECT_GT(memory.stack_bytes, 0) << core;
        const CShape wider = c_shape(Architecture{Family::current, 3, 3, {50, 58, 3}, 2});  // rows alone grow
        EXPECT_NEAR(c_memory(wider, core)->state_bytes - memory.state_bytes,
                    ring_plan(wider).ring_bytes - rings,
                    core == "AVR" ? 0 : 3)  // words are aligned
            << core;
    }
}

TEST(CMemory, TablesHoldEveryWeightBiasAndName) {
    const CShape shape = c_shape(published);
    std::int64_t weights = 9 * (3 * 3 + 3 * 6 + 6 * 9 + 9 * 12) + 12 * 2, channels = 3 + 6 + 9 + 12;
    weights += 2 * 8;  // "class 0", "class 1" with their ends
    for (const std::string& core : cores()) {
        const CMemory memory = c_memory(shape, core).value();
        EXPECT_GE(memory.table_bytes, weights + 8 * channels + 4 * 2) << core;
        EXPECT_LT(memory.table_bytes, weights + 8 * channels + 4 * 2 + 4 * 40) << core;
        EXPECT_GT(memory.code_bytes, 1000) << core;
    }
}

TEST(CMemory, SizeGivesSmallerCodeThanSpeed) {
    for (const std::string& core : cores()) {
        EXPECT_LT(c_memory(c_shape(published), core, Optimize::size)->flash_bytes(),
                  c_memory(c_shape(published), core, Optimize::speed)->flash_bytes())
            << core;
    }
}

TEST(CMemory, GrowsWithTheNetwork) {
    for (const std::string& core : cores()) {
        CMemory before;
        for (int k = 6; k <= 36; k += 6) {
            const CMemory memory = c_memory(c_shape({Family::current, k, 2, {50, 50, 3}, 2}), core).value();
            EXPECT_GT(memory.state_bytes, before.state_bytes) << core << " " << k;
            EXPECT_GT(memory.flash_bytes(), before.flash_bytes()) << core << " " << k;
            before = memory;
        }
    }
}

TEST(CMemory, ACombinationOfLoopsThatWasNotMeasuredHasTheLargestCode) {
    CShape odd = c_shape(published);
    odd.stages[1].out_channels = odd.stages[2].in_channels = 1;  // blocks of 1 behind blocks of 3
    const std::vector<CCodePart> parts = code_parts(odd, Optimize::speed);
    for (const CCodeSizes& sizes : c_code_sizes()) {
        if (sizes.optimize != Optimize::speed) continue;
        double largest = 0, beside = 0;
        for (const CCodePart& measured : sizes.parts) {
            ASSERT_NE(measured.name, parts.front().name) << "was measured";
            largest = std::max(largest, measured.count);
            for (const CCodePart& part : parts)
                if (part.name == measured.name) beside += part.count * measured.count;
        }
        const std::string_view core = sizes.core;
        const CMemory memory = c_memory(odd, core).value();
        EXPECT_EQ(memory.code_bytes, std::llround(largest + beside) + memory.table_bytes / 1024) << core;
    }
}

TEST(CMemory, ACoreThatWasNotMeasuredIsAnErrorThatListsThoseThatWere) {
    const auto memory = c_memory(c_shape(published), "Z80");
    ASSERT_FALSE(memory);
    EXPECT_NE(memory.error().message.find("Z80"), std::string::npos);
    EXPECT_NE(memory.error().message.find("RV32IMAC"), std::string::npos) << memory.error().message;
    EXPECT_FALSE(c_memory_known("Z80"));
    EXPECT_TRUE(c_memory_known("AVR"));
}

TEST(CMemory, RuntimeCLetsNetworksInThatNoArenaHolds) {
    const Limits limits = limits_of(find_target("STM32L010RBT6").value());
    const Architecture wider{Family::current, 4, 3, {50, 50, 3}, 2};
    CostOptions as_c;
    as_c.runtime = Runtime::c, as_c.core = "Cortex-M0+";
    EXPECT_EQ(feasibility(wider, limits).limit, "ram");
    const Feasibility fits = feasibility(wider, limits, as_c);
    EXPECT_TRUE(fits.feasible) << fits.reason;
    const CMemory memory = c_memory(c_shape(wider), as_c.core).value();
    EXPECT_EQ(fits.cost, (Cost{macc(wider), memory.flash_bytes(), memory.ram_bytes()}));
    as_c.clock_mhz = 32;
    EXPECT_EQ(cost(wider, as_c).milliseconds,
              std::round(c_cycles(c_shape(wider), "Cortex-M0+").value() / 32) / 1000);
    EXPECT_EQ(feasibility(wider, {{}, {}, {}, 50}, as_c).limit, "ms");
    EXPECT_FALSE(cost(wider).milliseconds) << "of TensorFlow Lite Micro";
    EXPECT_EQ(feasibility(wider, {1000, {}, {}}, as_c).limit, "ram");
    EXPECT_EQ(feasibility(wider, {{}, 4000, {}}, as_c).limit, "flash");
}

}  // namespace
}  // namespace nanonas
