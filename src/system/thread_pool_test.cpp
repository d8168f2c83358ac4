// SPDX-License-Identifier: MIT
#include "nanonas/thread_pool.h"

#include <gtest/gtest.h>

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

TEST(ThreadPool, AtLeastOneCoreIsAvailable) {
    EXPECT_GE(available_cores(), 1);
}

}  // namespace
}  // namespace nanonas
