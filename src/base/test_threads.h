// SPDX-License-Identifier: MIT
// For tests of rooms that know no threads: an executor whose threads live for one loop. WebAssembly has none;
// there its workers take turns, so that each has a share of the work.
#pragma once

#include <atomic>
#include <vector>

#ifndef __wasm__
#include <thread>
#endif

#include "nanonas/executor.h"

namespace nanonas {

class TestThreads : public Executor {
  public:
    explicit TestThreads(int workers) : workers_(workers) {}

    int workers() const override { return workers_; }
    void parallel_for(std::size_t size, const Body& body) override {
#ifdef __wasm__
        for (std::size_t i = 0; i < size; ++i) body(i, static_cast<int>(i % static_cast<unsigned>(workers_)));
#else
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
#endif
    }

  private:
    int workers_;
};

}  // namespace nanonas
