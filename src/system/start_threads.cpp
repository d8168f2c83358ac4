// SPDX-License-Identifier: MIT
#include "system/start_threads.h"

#include <cstdlib>
#include <latch>
#include <memory>
#include <new>
#include <system_error>

namespace nanonas {

std::vector<std::thread> start_threads(int count, const std::function<void()>& work) {
    std::vector<std::thread> threads;
    try {
        for (int i = 0; i < count; ++i) threads.emplace_back(work);
    } catch (const std::system_error&) {  // no more of them
    } catch (const std::bad_alloc&) {
    }
    return threads;
}

// Each takes its part of the heap before the next is started, for that needs addresses as its stack does.
int startable_threads(int wanted) {
    std::latch all_tried(1);
    std::vector<std::thread> threads;
    const auto tried = static_cast<std::size_t>(2 * (wanted - 1));
    while (threads.size() < tried) {
        auto has_heap = std::make_shared<std::latch>(1);
        std::vector<std::thread> next = start_threads(1, [&all_tried, has_heap] {
            std::free(std::malloc(1));
            has_heap->count_down();
            all_tried.wait();
        });
        if (next.empty()) break;
        has_heap->wait();
        threads.push_back(std::move(next.front()));
    }
    all_tried.count_down();
    for (std::thread& thread : threads) thread.join();
    return 1 + static_cast<int>(threads.size() / 2);
}

}  // namespace nanonas
