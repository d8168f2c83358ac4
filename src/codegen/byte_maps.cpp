// SPDX-License-Identifier: MIT
#include "codegen/byte_maps.h"

#include <algorithm>
#include <limits>

#include "nanonas/interpreter.h"

namespace nanonas {
namespace {

// The operator alone, over a picture of one row: column u has byte u in every channel.
Graph operator_alone(const Graph& graph, const GraphOperator& op) {
    Graph alone;
    GraphOperator copy = op;
    for (int& index : copy.inputs) {
        GraphTensor tensor = graph.tensors[static_cast<std::size_t>(index)];
        if (index == op.inputs[0]) tensor.shape = {1, 1, 256, tensor.shape.back()};
        alone.tensors.push_back(std::move(tensor));
        index = static_cast<int>(alone.tensors.size()) - 1;
    }
    GraphTensor out = graph.tensors[static_cast<std::size_t>(op.outputs[0])];
    out.shape = {1, 1, 256, out.shape.back()};
    alone.tensors.push_back(std::move(out));
    copy.outputs = {static_cast<int>(alone.tensors.size()) - 1};
    alone.inputs = {0};
    alone.outputs = copy.outputs;
    alone.operators.push_back(std::move(copy));
    return alone;
}

// Between a byte u and the byte that holds it: int8 has its sign bit turned.
std::uint8_t sign_bit(const GraphTensor& tensor) {
    return tensor.type == ElementType::int8 ? 0x80 : 0;
}

// Whether it has all its inputs, and channels to map.
bool has_channels(const Graph& graph, const GraphOperator& op) {
    const auto is_scalar = [&](int index) {
        return graph.tensors[static_cast<std::size_t>(index)].shape.empty();
    };
    return std::ranges::all_of(op.inputs, [](int index) { return index >= 0; }) && !is_scalar(op.inputs[0]) &&
           !is_scalar(op.outputs[0]);
}

}  // namespace

Result<ChannelMaps> byte_maps(const Graph& graph, const GraphOperator& op) {
    if (!has_channels(graph, op)) {
        return failure("C can't be made of this network: {} has no channels, or an input left out.",
                       to_string(op.code));
    }
    const Graph alone = operator_alone(graph, op);
    const GraphTensor &in = alone.tensors.front(), &out = alone.tensors.back();
    if (in.shape.back() != out.shape.back()) {
        return failure("C can't be made of this network: {} changes the number of channels.",
                       to_string(op.code));
    }
    NANONAS_TRY(Interpreter interpreter, Interpreter::create(alone));
    const auto channels = static_cast<std::size_t>(in.shape.back());
    std::vector<std::uint8_t> input(256 * channels), output(input.size());
    for (std::size_t i = 0; i < input.size(); ++i) {
        input[i] = static_cast<std::uint8_t>(i / channels) ^ sign_bit(in);
    }
    interpreter.run(input, output);
    ChannelMaps maps(channels);
    for (std::size_t i = 0; i < output.size(); ++i)
        maps[i % channels][i / channels] = output[i] ^ sign_bit(out);
    return maps;
}

bool is_identity(const ChannelMaps& maps) {
    for (const ByteMap& map : maps) {
        for (std::size_t u = 0; u < map.size(); ++u) {
            if (map[u] != u) return false;
        }
    }
    return true;
}

ByteMap compose(const ByteMap& first, const ByteMap& second) {
    ByteMap result;
    for (std::size_t u = 0; u < result.size(); ++u) result[u] = second[first[u]];
    return result;
}

std::optional<Line> line_through(const ByteMap& map, int shift) {
    constexpr std::int64_t far = std::int64_t{1} << 50;
    const std::int64_t one = std::int64_t{1} << shift;
    // low <= slope u + offset <= high; a byte at the end of the range may be clamped.
    const auto low = [&](std::size_t u) { return map[u] == 0 ? -far : map[u] * one; };
    const auto high = [&](std::size_t u) { return map[u] == 255 ? far : map[u] * one + one - 1; };
    const auto floor_divide = [](std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); };
    constexpr std::int64_t limit = std::numeric_limits<std::int32_t>::max() / 2;
    std::int64_t least = -limit / 255, most = limit / 255;
    for (std::size_t u = 0; u < 256; ++u) {
        for (std::size_t v = u + 1; v < 256; ++v) {
            const auto distance = static_cast<std::int64_t>(v - u);
            least = std::max(least, -floor_divide(high(u) - low(v), distance));
            most = std::min(most, floor_divide(high(v) - low(u), distance));
        }
    }
    if (least > most) return std::nullopt;
    const std::int64_t slope = least + (most - least) / 2;
    std::int64_t lowest = -limit, highest = limit;
    for (std::size_t u = 0; u < 256; ++u) {
        lowest = std::max(lowest, low(u) - slope * static_cast<std::int64_t>(u));
        highest = std::min(highest, high(u) - slope * static_cast<std::int64_t>(u));
    }
    if (lowest > highest) return std::nullopt;
    const std::int64_t offset = lowest + (highest - lowest) / 2;
    return Line{static_cast<std::int32_t>(slope), static_cast<std::int32_t>(offset)};
}

}  // namespace nanonas
