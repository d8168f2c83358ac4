// SPDX-License-Identifier: MIT
#include "pictures/memory_budget.h"

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace nanonas {

MemoryBudget::MemoryBudget(std::int64_t bytes) : limit_(bytes) {
#ifdef __GLIBC__
    ::mallopt(M_MMAP_THRESHOLD, 1 << 20);
#endif
}

void MemoryBudget::acquire(std::int64_t bytes) {
    std::unique_lock lock(mutex_);
    released_.wait(lock, [&] { return held_ == 0 || held_ + bytes <= limit_; });
    held_ += bytes;
}

void MemoryBudget::release(std::int64_t bytes) {
    {
        const std::lock_guard lock(mutex_);
        held_ -= bytes;
    }
    released_.notify_all();
}

}  // namespace nanonas
