// SPDX-License-Identifier: MIT
// For tests of rooms that know no threads: an executor whose threads live for one loop.
#pragma once

#include <atomic>
#include <thread>
#include <vector>

#include "nanonas/executor.h"

namespace nanonas {

class TestThreads : public Executor {
  public:
    explicit TestThreads(int workers) : workers_(workers) {}

    int workers() const override { return workers_; }
    void parallel_for(std::size_t size, const Body& body) override {
        std::atomic<std::size_t> next = 0;
        const auto work = [&](int worker) {
            for (std::size_t i = next++; i < size; i = next++) body(i, worker);
        };
        std::vector<std::thread> others;
        for (int worker = 1; worker < workers_ && static_cast<std::size_t>(worker) < size; ++worker) {
            others.emplace_back(work, worker);
        }
        work(0);
        for (std::thread& other : others) other.join();
    }

  private:
    int workers_;
};

}  // namespace nanonas
