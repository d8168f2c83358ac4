// SPDX-License-Identifier: MIT
#include "memory/modelled_graph.h"

#include <algorithm>
#include <iterator>
#include <limits>

#include "memory/tflm_structures.h"
#include "nanonas/inspect.h"

namespace nanonas::tflm {
namespace {

// Inputs that the kernel can't do without.
std::size_t inputs_needed(OperatorCode code) {
    switch (code) {
        case OperatorCode::add:
        case OperatorCode::conv_2d:
        case OperatorCode::depthwise_conv_2d:
        case OperatorCode::fully_connected:
        case OperatorCode::mean:
        case OperatorCode::mul:
        case OperatorCode::pad:
            return 2;
        default:
            return 1;
    }
}

const GraphTensor& input(const Graph& graph, const GraphOperator& op, std::size_t position) {
    return graph.tensors[static_cast<std::size_t>(op.inputs[position])];
}

Result<void> check_connections(const Graph& graph, const GraphOperator& op) {
    const auto is_tensor = [&](int index) { return index >= 0 && index < std::ssize(graph.tensors); };
    const auto is_tensor_or_none = [&](int index) { return index == -1 || is_tensor(index); };
    const std::size_t needed = inputs_needed(op.code);
    const bool sound =
        op.inputs.size() >= needed && !op.outputs.empty() &&
        std::all_of(op.inputs.begin(), op.inputs.end(), is_tensor_or_none) &&
        std::none_of(op.inputs.begin(), op.inputs.begin() + static_cast<std::ptrdiff_t>(needed),
                     [](int index) { return index == -1; }) &&
        std::all_of(op.outputs.begin(), op.outputs.end(), is_tensor);
    if (!sound) {
        return failure("{} lacks an input or output, or names a tensor that does not exist.",
                       operator_name(op));
    }
    return {};
}

// conv_common.cc, depthwise_conv_common.cc and fully_connected.cc refuse other pairs.
Result<void> check_weights(const GraphOperator& op, const GraphTensor& input, const GraphTensor& weights) {
    const bool same_float = input.type == ElementType::float32 && weights.type == ElementType::float32;
    const bool integer = (input.type == ElementType::int8 || input.type == ElementType::int16) &&
                         weights.type == ElementType::int8;
    if (!same_float && !integer) {
        return failure("TensorFlow Lite Micro has no {} of {} with weights of {}.", operator_name(op),
                       to_string(input.type), to_string(weights.type));
    }
    if (op.code != OperatorCode::fully_connected && weights.shape.size() != 4) {
        return failure("{} has a kernel of {} dimensions; TensorFlow Lite Micro needs 4.", operator_name(op),
                       weights.shape.size());
    }
    return {};
}

Result<void> check_operator(const Graph& graph, const GraphOperator& op) {
    if (!operator_structures(op.code, ArenaModel::bits64)) {
        return failure("nanonas does not know what {} takes of TensorFlow Lite Micro's arena.",
                       operator_name(op));
    }
    NANONAS_TRY_VOID(check_connections(graph, op));
    switch (op.code) {
        case OperatorCode::conv_2d:
        case OperatorCode::depthwise_conv_2d:
        case OperatorCode::fully_connected:
            return check_weights(op, input(graph, op, 0), input(graph, op, 1));
        case OperatorCode::softmax:
            if (input(graph, op, 0).type != ElementType::int16) return {};
            return failure(
                "nanonas does not know what SOFTMAX of int16 takes of TensorFlow Lite Micro's arena.");
        default:
            return {};
    }
}

}  // namespace

Result<void> check_modelled(const Graph& graph) {
    for (std::size_t i = 0; i < graph.tensors.size(); ++i) {
        const GraphTensor& tensor = graph.tensors[i];
        const bool negative =
            std::any_of(tensor.shape.begin(), tensor.shape.end(), [](int side) { return side < 0; });
        if (negative || tensor.bytes() > std::numeric_limits<std::int32_t>::max() ||
            element_bytes(tensor.type) == 0) {
            return failure("Tensor {} ({}, shape {}) is none that TensorFlow Lite Micro can place.", i,
                           to_string(tensor.type), fmt::join(tensor.shape, "x"));
        }
    }
    for (const std::vector<int>* ports : {&graph.inputs, &graph.outputs}) {
        for (int index : *ports) {
            if (index < 0 || index >= std::ssize(graph.tensors)) {
                return failure("The graph's inputs and outputs name tensor {}, which does not exist.", index);
            }
        }
    }
    for (const GraphOperator& op : graph.operators) NANONAS_TRY_VOID(check_operator(graph, op));
    return {};
}

}  // namespace nanonas::tflm
