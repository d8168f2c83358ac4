// SPDX-License-Identifier: MIT
// The arithmetic of a stream's operators, as the numbers that the generated C has in its tables.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "nanonas/schedule.h"

namespace nanonas {

// What the C does in a step: the names of the enumeration in stream.c.in.
enum class StreamCode : std::uint8_t {
    convolution,
    depthwise,
    dense,
    dense_rows,
    max_rows,
    max_window,
    average_rows,
    average_window,
    mean,
    add,
    multiply,
    concatenate,
    softmax,
    quantize,
    pad,
    reshape
};
std::string_view to_string(StreamCode code);  // "CONVOLUTION"

// An operator with its numbers; stream.c.in says what they are for each.
struct StreamOperation {
    StreamCode code{};
    std::vector<std::int8_t> weights;
    std::vector<std::int32_t> numbers;
    int zero_in = 0, zero_out = 0, lowest = -128, highest = 127;
    bool in_place = false;  // windows are read where they lie
    bool wide = false;      // sums have 32 bits
};

// One an operator of the stream; an error names the first whose numbers are out of range.
Result<std::vector<StreamOperation>> stream_operations(const Graph& graph, const StreamGraph& stream);

}  // namespace nanonas
