// SPDX-License-Identifier: MIT
#include "base/threads.h"

#include <tbb/global_control.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

namespace nanonas {

struct Workers::Arena {
    // oneTBB starts no more threads than cores unless told otherwise.
    explicit Arena(int count)
        : limit(tbb::global_control::max_allowed_parallelism, static_cast<std::size_t>(count)),
          arena(count) {}
    tbb::global_control limit;
    tbb::task_arena arena;
};

Workers::Workers(int count) : count_(count), arena_(count > 1 ? std::make_unique<Arena>(count) : nullptr) {}
Workers::~Workers() = default;

void Workers::parallel_for(std::size_t size, const std::function<void(std::size_t, int)>& body) {
    if (!arena_ || size <= 1) {
        for (std::size_t i = 0; i < size; ++i) body(i, 0);
        return;
    }
    arena_->arena.execute([&] {
        tbb::parallel_for(std::size_t{0}, size,
                          [&](std::size_t i) { body(i, tbb::this_task_arena::current_thread_index()); });
    });
}

}  // namespace nanonas
