// SPDX-License-Identifier: MIT
#include "memory/modelled_graph.h"

#include <algorithm>
#include <iterator>
#include <limits>

#include "graph/operator.h"
#include "nanonas/inspect.h"

namespace nanonas::tflm {
namespace {

Result<void> check_connections(const Graph& graph, const GraphOperator& op, std::size_t needed) {
    const auto is_tensor = [&](int index) { return index >= 0 && index < std::ssize(graph.tensors); };
    const auto is_tensor_or_none = [&](int index) { return index == -1 || is_tensor(index); };
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

Result<void> check_operator(const Graph& graph, const GraphOperator& op) {
    const OperatorDescription* known = find_operator(op.code);
    if (!known || !known->tflm.prepare) {
        return failure("nanonas does not know what {} takes of TensorFlow Lite Micro's arena.",
                       operator_name(op));
    }
    NANONAS_TRY_VOID(check_connections(graph, op, known->inputs));
    if (!known->tflm.check) return {};
    return known->tflm.check(graph, op, operator_name(op));
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
