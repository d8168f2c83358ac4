// SPDX-License-Identifier: MIT
#include "base/threads.h"

#include <gtest/gtest.h>

#include <atomic>
#include <vector>

namespace nanonas {
namespace {

TEST(Workers, EveryIndexIsVisitedOnceByAValidWorker) {
    for (int count : {1, 2, 3, 7}) {
        Workers workers(count);
        std::vector<std::atomic<int>> visits(1000);
        std::atomic<bool> valid{true};
        workers.parallel_for(visits.size(), [&](std::size_t i, int worker) {
            ++visits[i];
            if (worker < 0 || worker >= count) valid = false;
        });
        EXPECT_TRUE(valid);
        for (const auto& visit : visits) EXPECT_EQ(visit, 1);
    }
}

TEST(Workers, AtLeastOneCoreIsAvailable) {
    EXPECT_GE(available_cores(), 1);
}

}  // namespace
}  // namespace nanonas
