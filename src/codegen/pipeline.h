// SPDX-License-Identifier: MIT
// A graph as the row-streaming C runs it: stages of one convolution each, then mean, dense layer and softmax.
// Values between stages are bytes u = q + 128 of the graph's int8 q, so that a ReLU's zero is 0.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "graph/fixed_point.h"
#include "nanonas/graph.h"
#include "nanonas/ring_plan.h"

namespace nanonas {

// What an operator makes of each of the 256 bytes.
using ByteMap = std::array<std::uint8_t, 256>;

// One operator in front of a convolution, such as a MUL by channel: one map a channel.
using ChannelMaps = std::vector<ByteMap>;

struct ConvolutionStage {
    CStage shape;
    std::vector<ChannelMaps> before;  // run in this order on the stage's input, after pooling
    std::uint8_t padding = 0;         // the byte that stands around the input
    std::vector<std::int8_t> kernel;  // [out][row][column][in]
    std::vector<std::int32_t> bias;   // for inputs u instead of q - zero point
    std::vector<QuantizedMultiplier> multipliers;

    // The sum of output channel k's weights of odd position in its kernel.
    std::int32_t odd_weights(std::size_t k) const;
};

// A multiplication that ends in an int8: clamp(multiply(sum, multiplier) + zero_point).
struct Rescale {
    QuantizedMultiplier multiplier;
    std::int32_t zero_point = 0;
};

struct Pipeline {
    std::vector<ConvolutionStage> stages;
    Rescale mean;                           // of a sum of bytes u
    std::vector<std::int8_t> dense_kernel;  // [class][feature]
    std::vector<std::int32_t> dense_bias;   // for inputs q, without zero point
    Rescale dense;
    QuantizedMultiplier softmax;  // of score differences, shift >= 0
    std::int32_t softmax_lowest_difference = 0;

    int classes() const { return static_cast<int>(dense_bias.size()); }
    bool normalised() const;  // something is done to the bytes in front of a convolution
    bool padded() const;      // what stands around some stage's input is not 0
    std::vector<CStage> shapes() const;
};

// Fails in a sentence that names the first operator that does not belong to such a chain.
Result<Pipeline> make_pipeline(const Graph& graph);

// Whether that failed for want of memory, so that it says nothing of the graph.
bool is_missing_memory(const Error& error);

// An error that leads to the C of any graph where the graph is no such chain.
Result<void> check_chain(const Graph& graph);

}  // namespace nanonas
