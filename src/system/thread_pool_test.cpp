// SPDX-License-Identifier: MIT
#include "nanonas/thread_pool.h"

#include <gtest/gtest.h>
#include <sched.h>

#include <atomic>
#include <vector>

namespace nanonas {
namespace {

TEST(ThreadPool, EveryIndexIsVisitedOnceByAValidWorker) {
    for (int count : {1, 2, 3, 7}) {
        ThreadPool pool(count);
        std::vector<std::atomic<int>> visits(1000);
        std::atomic<bool> valid{true};
        pool.parallel_for(visits.size(), [&](std::size_t i, int worker) {
            ++visits[i];
            if (worker < 0 || worker >= count) valid = false;
        });
        EXPECT_TRUE(valid);
        for (const auto& visit : visits) EXPECT_EQ(visit, 1);
    }
}

TEST(ThreadPool, CoresAreAvailableThatTheProcessMayUse) {
    cpu_set_t all, first;
    ASSERT_EQ(::sched_getaffinity(0, sizeof all, &all), 0);
    EXPECT_EQ(available_cores(), CPU_COUNT(&all));
    int core = 0;
    while (!CPU_ISSET(core, &all)) ++core;
    CPU_ZERO(&first);
    CPU_SET(core, &first);
    ASSERT_EQ(::sched_setaffinity(0, sizeof first, &first), 0);
    const int available = available_cores();
    ASSERT_EQ(::sched_setaffinity(0, sizeof all, &all), 0);
    EXPECT_EQ(available, 1);
}

}  // namespace
}  // namespace nanonas
