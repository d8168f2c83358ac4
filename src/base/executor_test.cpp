// SPDX-License-Identifier: MIT
#include "nanonas/executor.h"

#include <gtest/gtest.h>

#include <vector>

namespace nanonas {
namespace {

TEST(SerialExecutor, VisitsEveryIndexInOrderByItsOnlyWorker) {
    SerialExecutor executor;
    EXPECT_EQ(executor.workers(), 1);
    std::vector<std::size_t> visited;
    executor.parallel_for(4, [&](std::size_t i, int worker) {
        EXPECT_EQ(worker, 0);
        visited.push_back(i);
    });
    EXPECT_EQ(visited, (std::vector<std::size_t>{0, 1, 2, 3}));
}

}  // namespace
}  // namespace nanonas
