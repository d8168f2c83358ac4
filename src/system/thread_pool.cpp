// SPDX-License-Identifier: MIT
#include "nanonas/thread_pool.h"

#include <tbb/global_control.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#include <atomic>

#include "system/start_threads.h"

namespace nanonas {

namespace {

// The thread sanitizer can't see that bodies begin after the call of parallel_for and end before its return,
// because oneTBB itself is built without it. These atomics tell it so, and nothing more; cmake/tsan.supp
// leaves oneTBB's own accesses out.
#ifdef __SANITIZE_THREAD__
#define NANONAS_NO_THREAD_SANITIZER __attribute__((no_sanitize("thread")))
class ForkAndJoin {
  public:
    ForkAndJoin() { forked_.store(true, std::memory_order_release); }
    void begin_body() { forked_.load(std::memory_order_acquire); }
    void end_body() { ended_.fetch_add(1, std::memory_order_release); }
    void join() { ended_.load(std::memory_order_acquire); }

  private:
    std::atomic<bool> forked_;
    std::atomic<std::size_t> ended_ = 0;
};
#else
#define NANONAS_NO_THREAD_SANITIZER
struct ForkAndJoin {
    void begin_body() {}
    void end_body() {}
    void join() {}
};
#endif

}  // namespace

struct ThreadPool::Arena {
    // oneTBB starts no more threads than cores unless told otherwise.
    explicit Arena(int count)
        : limit(tbb::global_control::max_allowed_parallelism, static_cast<std::size_t>(count)),
          arena(count) {}
    tbb::global_control limit;
    tbb::task_arena arena;
};

// oneTBB ends the program when a thread can't be started, so it is asked for none of those.
ThreadPool::ThreadPool(int workers)
    : workers_(startable_threads(workers)),
      arena_(workers_ > 1 ? std::make_unique<Arena>(workers_) : nullptr) {}
ThreadPool::~ThreadPool() = default;

void ThreadPool::parallel_for(std::size_t size, const Body& body) {
    if (!arena_ || size <= 1) {
        for (std::size_t i = 0; i < size; ++i) body(i, 0);
        return;
    }
    ForkAndJoin order;
    arena_->arena.execute([&] {
        tbb::parallel_for(std::size_t{0}, size, [&](std::size_t i) NANONAS_NO_THREAD_SANITIZER {
            order.begin_body();
            body(i, tbb::this_task_arena::current_thread_index());
            order.end_body();
        });
    });
    order.join();
}

}  // namespace nanonas
