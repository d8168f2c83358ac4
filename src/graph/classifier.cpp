// SPDX-License-Identifier: MIT
#include "graph/classifier.h"

namespace nanonas {
namespace {

bool is_byte(const GraphTensor& tensor) {
    return tensor.type == ElementType::uint8 || tensor.type == ElementType::int8;
}

}  // namespace

const GraphTensor& input_tensor(const Graph& graph) {
    return graph.tensors[static_cast<std::size_t>(graph.inputs.front())];
}

const GraphTensor& output_tensor(const Graph& graph) {
    return graph.tensors[static_cast<std::size_t>(graph.outputs.front())];
}

Result<InputShape> classifier_input(const Graph& graph, std::string_view name) {
    const auto not_one = [&](const char* what) {
        return failure("\"{}\" can't classify pictures: {}.", name, what);
    };
    if (graph.inputs.size() != 1 || graph.outputs.size() != 1)
        return not_one("it needs one input and one output");
    const GraphTensor& input = input_tensor(graph);
    const GraphTensor& output = output_tensor(graph);
    if (!is_byte(input) || !is_byte(output)) return not_one("its input and output must be uint8 or int8");
    if (input.shape.size() != 4 || input.shape[0] != 1) return not_one("its input is not one picture");
    if (output.elements() < 2) return not_one("its output has fewer than two classes");
    if (output.quantization.scale.size() != 1 || output.quantization.zero_point.size() != 1) {
        return not_one("its output has no scale");
    }
    const InputShape shape{input.shape[1], input.shape[2], input.shape[3]};
    NANONAS_TRY_VOID(check_input_shape(shape));
    return shape;
}

void to_input(const Graph& graph, std::span<std::uint8_t> pixels) {
    if (input_tensor(graph).type == ElementType::uint8) return;
    for (std::uint8_t& pixel : pixels) pixel ^= 0x80;  // u - 128 in two's complement
}

std::vector<float> probabilities(const Graph& graph, std::span<const std::uint8_t> output) {
    const GraphTensor& tensor = output_tensor(graph);
    const float scale = tensor.quantization.scale.front();
    const auto zero = static_cast<int>(tensor.quantization.zero_point.front());
    std::vector<float> result;
    for (const std::uint8_t byte : output) {
        const int value = tensor.type == ElementType::int8 ? static_cast<std::int8_t>(byte) : byte;
        result.push_back(scale * static_cast<float>(value - zero));
    }
    return result;
}

}  // namespace nanonas
