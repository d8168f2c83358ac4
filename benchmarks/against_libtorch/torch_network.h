// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "nanonas/float_network.h"

namespace nanonas {

// The layers of variant current in libtorch, with Adam as an evaluation has it. Pictures are bytes,
// [picture][height][width][channel].
class TorchNetwork {
  public:
    explicit TorchNetwork(const Architecture& architecture);
    ~TorchNetwork();
    TorchNetwork(const TorchNetwork&) = delete;
    TorchNetwork& operator=(const TorchNetwork&) = delete;

    void set(const FloatNetwork& network);
    // One step: forward, backward, Adam.
    void train(std::span<const std::uint8_t> pictures, std::span<const std::int64_t> labels);
    // Class probabilities, [picture][class].
    std::vector<float> predict(std::span<const std::uint8_t> pictures);

  private:
    struct State;
    std::unique_ptr<State> state_;
};

void use_torch_threads(int count);
std::string torch_version();  // with what it computes: its SIMD level, with or without oneDNN

}  // namespace nanonas
