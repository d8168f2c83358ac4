// SPDX-License-Identifier: MIT
// Workers where there is no oneTBB: threads that live for one loop.
#include <atomic>
#include <thread>
#include <vector>

#include "base/threads.h"

namespace nanonas {

struct Workers::Arena {};

Workers::Workers(int count) : count_(count) {}
Workers::~Workers() = default;

void Workers::parallel_for(std::size_t size, const std::function<void(std::size_t, int)>& body) {
    std::atomic<std::size_t> next = 0;
    const auto work = [&](int worker) {
        for (std::size_t i = next++; i < size; i = next++) body(i, worker);
    };
    std::vector<std::thread> others;
    for (int worker = 1; worker < count_ && static_cast<std::size_t>(worker) < size; ++worker) {
        others.emplace_back(work, worker);
    }
    work(0);
    for (std::thread& other : others) other.join();
}

}  // namespace nanonas
