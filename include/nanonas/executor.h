// SPDX-License-Identifier: MIT
/// @file
/// Who carries out data-parallel loops. The library's core starts no thread of its own: whoever calls it
/// hands it an Executor.
#pragma once

#include <cstddef>
#include <functional>

namespace nanonas {

/// A fixed number of workers. Results never depend on how many there are.
class Executor {
  public:
    /// What a loop does for one index, and by which worker.
    using Body = std::function<void(std::size_t index, int worker)>;

    virtual ~Executor() = default;
    /// How many loop bodies may run at once, at least 1.
    virtual int workers() const = 0;
    /// Calls body(index, worker) once for each index below `size`, in no defined order; worker is in
    /// [0, workers()) and no two calls with one worker overlap. Returns when all are done. `body` must not
    /// call parallel_for of the same executor.
    virtual void parallel_for(std::size_t size, const Body& body) = 0;
};

/// The calling thread alone, in the order of the indices.
class SerialExecutor : public Executor {
  public:
    int workers() const override { return 1; }
    void parallel_for(std::size_t size, const Body& body) override {
        for (std::size_t i = 0; i < size; ++i) body(i, 0);
    }
};

}  // namespace nanonas
