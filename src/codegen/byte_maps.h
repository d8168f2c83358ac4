// SPDX-License-Identifier: MIT
// What QUANTIZE, MUL and ADD make of each byte, found by running them on the interpreter, and straight lines
// that give the same bytes.
#pragma once

#include <optional>

#include "codegen/pipeline.h"

namespace nanonas {

// One map for each channel of the operator's first input, between bytes u = q + 128 (of uint8, u = q).
Result<ChannelMaps> byte_maps(const Graph& graph, const GraphOperator& op);

bool is_identity(const ChannelMaps& maps);

// first, then second.
ByteMap compose(const ByteMap& first, const ByteMap& second);

// u -> clamp((slope u + offset) >> shift, 0, 255).
struct Line {
    std::int32_t slope = 0, offset = 0;
};

// A line that gives the map for all 256 bytes, if there is one with this shift whose terms fit 32 bits.
std::optional<Line> line_through(const ByteMap& map, int shift);

}  // namespace nanonas
