// SPDX-License-Identifier: MIT
#include "pictures/memory_budget.h"

#include <gtest/gtest.h>

#include <atomic>

#include "nanonas/thread_pool.h"

namespace nanonas {
namespace {

TEST(MemoryBudget, IsNeverExceededUnlessOneAloneNeedsMore) {
    constexpr std::int64_t limit = 10;
    MemoryBudget budget(limit);
    std::atomic<std::int64_t> held = 0;
    std::atomic<bool> exceeded = false;
    ThreadPool(4).parallel_for(2000, [&](std::size_t i, int) {
        const auto bytes = static_cast<std::int64_t>(i % 13);
        const MemoryLease lease(&budget, bytes);
        const std::int64_t now = held += bytes;
        if (now > limit && now != bytes) exceeded = true;
        held -= bytes;
    });
    EXPECT_FALSE(exceeded);
}

}  // namespace
}  // namespace nanonas
