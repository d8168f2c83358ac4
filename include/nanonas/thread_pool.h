// SPDX-License-Identifier: MIT
/// @file
/// Threads for the library's loops.
#pragma once

#include <memory>

#include "nanonas/executor.h"

namespace nanonas {

/// The number of threads a user gets who asks for none: the cores this process may run on, at least 1.
int available_cores();

/// An executor of oneTBB's threads; the calling thread is one of its workers.
class ThreadPool : public Executor {
  public:
    /// 1 or more; with 1, no thread is started. It has fewer where the system can't start as many.
    explicit ThreadPool(int workers);
    ~ThreadPool() override;
    ThreadPool(const ThreadPool&) = delete;             ///< not copied
    ThreadPool& operator=(const ThreadPool&) = delete;  ///< not assigned

    int workers() const override { return workers_; }
    void parallel_for(std::size_t size, const Body& body) override;

  private:
    struct Arena;
    int workers_;
    std::unique_ptr<Arena> arena_;
};

}  // namespace nanonas
