// SPDX-License-Identifier: MIT
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>

namespace nanonas {

// Bytes that threads may hold at once for pictures that have to be decoded whole. Who asks for more than is
// left waits for the others; who asks for more than there is gets it when nobody else holds any.
class MemoryBudget {
  public:
    // With glibc, fixes malloc's mmap threshold for the process: freed blocks of a megabyte and more go back
    // to the system at once. Otherwise every thread's arena would keep the largest picture it ever saw.
    explicit MemoryBudget(std::int64_t bytes);

    void acquire(std::int64_t bytes);
    void release(std::int64_t bytes);

  private:
    std::mutex mutex_;
    std::condition_variable released_;
    std::int64_t limit_, held_ = 0;
};

// Holds bytes of a budget until the end of its life, which must be longer than that of what they are for.
// Without a budget it costs nothing.
class MemoryLease {
  public:
    explicit MemoryLease(MemoryBudget* budget) : budget_(budget) {}
    MemoryLease(MemoryBudget* budget, std::int64_t bytes) : budget_(budget) { acquire(bytes); }
    MemoryLease(const MemoryLease&) = delete;
    MemoryLease& operator=(const MemoryLease&) = delete;
    ~MemoryLease() {
        if (budget_ && bytes_ > 0) budget_->release(bytes_);
    }

    // At most once in its life: waiting while holding could wait for ever.
    void acquire(std::int64_t bytes) {
        bytes_ = bytes;
        if (budget_ && bytes_ > 0) budget_->acquire(bytes_);
    }

  private:
    MemoryBudget* budget_;
    std::int64_t bytes_ = 0;
};

}  // namespace nanonas
