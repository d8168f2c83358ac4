// SPDX-License-Identifier: MIT
// Runs a quantised graph on the host with the integer arithmetic of TensorFlow Lite Micro's reference
// kernels.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "nanonas/graph.h"

namespace nanonas {

class Interpreter {
  public:
    // Fails with a sentence where the graph uses an operator or type that is not supported, or is
    // inconsistent.
    static Result<Interpreter> create(const Graph& graph);
    Interpreter(Interpreter&&) noexcept;
    Interpreter& operator=(Interpreter&&) noexcept;
    ~Interpreter();

    // One inference: `input` and `output` are the bytes of the graph's only input and output tensor (uint8 or
    // int8).
    void run(std::span<const std::uint8_t> input, std::span<std::uint8_t> output);

    // After run(): the bytes of any tensor of the graph, for tests and for those who debug.
    std::span<const std::byte> tensor(int index) const;

  private:
    struct Plan;
    explicit Interpreter(std::unique_ptr<Plan> plan);
    std::unique_ptr<Plan> plan_;
};

}  // namespace nanonas
