// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <functional>
#include <memory>

namespace nanonas {

// The number of threads a user gets who asks for none: the cores this process may run on, at least 1.
int available_cores();

// A fixed number of workers for data-parallel loops; the calling thread is one of them.
class Workers {
  public:
    explicit Workers(int count);  // count >= 1
    ~Workers();
    Workers(const Workers&) = delete;
    Workers& operator=(const Workers&) = delete;

    int count() const { return count_; }

    // Calls body(index, worker) once for each index below `size`, in no defined order; worker is in [0,
    // count()) and no two calls with one worker overlap. Returns when all are done. `body` must not throw and
    // must not call parallel_for of the same Workers.
    void parallel_for(std::size_t size, const std::function<void(std::size_t index, int worker)>& body);

  private:
    struct Arena;
    int count_;
    std::unique_ptr<Arena> arena_;
};

}  // namespace nanonas
