// SPDX-License-Identifier: MIT
#include "system/start_threads.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <atomic>
#include <numeric>

#include "nanonas/thread_pool.h"

namespace nanonas {
namespace {

TEST(StartThreads, EachDoesTheWorkOnce) {
    std::atomic<int> done{0};
    for (std::thread& thread : start_threads(5, [&] { ++done; })) thread.join();
    EXPECT_EQ(done, 5);
    EXPECT_EQ(startable_threads(5), 5);
    EXPECT_EQ(startable_threads(1), 1);
}

// In a process of its own, for a limit can't be widened again. Stacks of 1 TiB exceed every address space but
// for that of one or two.
void expect_work_without_threads() {
    const rlimit stack{rlim_t{1} << 46, RLIM_INFINITY};
    if (::setrlimit(RLIMIT_STACK, &stack) != 0) std::exit(2);
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, std::size_t{1} << 46);
    pthread_setattr_default_np(&attributes);
    std::vector<int> visits(1000);
    ThreadPool pool(8);
    if (pool.workers() >= 8) std::exit(3);
    pool.parallel_for(visits.size(), [&](std::size_t i, int) { ++visits[i]; });
    std::exit(std::accumulate(visits.begin(), visits.end(), 0) == 1000 ? 0 : 4);
}

TEST(StartThreads, APoolHasTheThreadsThatCanBeStarted) {
    EXPECT_EXIT(expect_work_without_threads(), testing::ExitedWithCode(0), "");
}

}  // namespace
}  // namespace nanonas
