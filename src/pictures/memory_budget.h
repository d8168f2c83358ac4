// SPDX-License-Identifier: MIT
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>

namespace nanonas {

// Bounds the bytes that all threads together hold for pictures that can't be decoded by rows. A thread that
// asks for more than is left waits until others have released theirs. A request above the whole budget is
// granted once nobody else holds anything, because that picture could be decoded no other way.
class MemoryBudget {
  public:
    // Fixes malloc's mmap threshold for the process where the C library is glibc, so that freed blocks of a
    // megabyte and more go back to the system at once. Without it, each thread's arena would keep as much
    // memory as its largest picture took.
    explicit MemoryBudget(std::int64_t bytes);

    void acquire(std::int64_t bytes);
    void release(std::int64_t bytes);

  private:
    std::mutex mutex_;
    std::condition_variable released_;
    std::int64_t limit_, held_ = 0;
};

// Holds bytes of a budget until it is destroyed. Declare it before the buffer that it accounts for, so that
// it outlives that buffer. A null budget bounds nothing.
class MemoryLease {
  public:
    explicit MemoryLease(MemoryBudget* budget) : budget_(budget) {}
    MemoryLease(MemoryBudget* budget, std::int64_t bytes) : budget_(budget) { acquire(bytes); }
    MemoryLease(const MemoryLease&) = delete;
    MemoryLease& operator=(const MemoryLease&) = delete;
    ~MemoryLease() {
        if (budget_ && bytes_ > 0) budget_->release(bytes_);
    }

    // Call it at most once: a thread that waits for bytes while it holds some could wait for ever.
    void acquire(std::int64_t bytes) {
        bytes_ = bytes;
        if (budget_ && bytes_ > 0) budget_->acquire(bytes_);
    }

  private:
    MemoryBudget* budget_;
    std::int64_t bytes_ = 0;
};

}  // namespace nanonas
