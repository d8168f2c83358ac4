// SPDX-License-Identifier: MIT
/// @file
/// Runs a quantised graph on the host with the integer arithmetic of TensorFlow Lite Micro's reference
/// kernels.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "nanonas/graph.h"

namespace nanonas {

/// Its outputs equal those of the pinned tflite-micro wheel byte for byte (tests/test_tflite_oracles.py). One
/// thread at a time may use an interpreter; each may have its own.
class Interpreter {
  public:
    /// Operators: CONV_2D, DEPTHWISE_CONV_2D, FULLY_CONNECTED, MAX_POOL_2D, AVERAGE_POOL_2D, MEAN over height
    /// and width, ADD, MUL, SOFTMAX, QUANTIZE, RESHAPE, on int8 (QUANTIZE: uint8 too). Fails with a sentence
    /// where the graph has others, or is inconsistent.
    static Result<Interpreter> create(const Graph& graph);
    Interpreter(Interpreter&&) noexcept;
    Interpreter& operator=(Interpreter&&) noexcept;
    ~Interpreter();

    /// One inference: `input` and `output` are the bytes of the graph's only input and output tensor (uint8
    /// or int8).
    void run(std::span<const std::uint8_t> input, std::span<std::uint8_t> output);

    /// After run(): the bytes of any tensor of the graph, for tests and for those who debug.
    std::span<const std::byte> tensor(int index) const;

  private:
    struct Plan;
    static Result<Interpreter> create_within_memory(const Graph& graph);
    explicit Interpreter(std::unique_ptr<Plan> plan);
    std::unique_ptr<Plan> plan_;
};

}  // namespace nanonas
