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
    return known->tflm.check(OperatorTensors(graph, op));
}

Result<void> check_tensor(const GraphTensor& tensor, std::size_t index) {
    const bool negative = std::ranges::any_of(tensor.shape, [](int side) { return side < 0; });
    // Weights of int4 stay in the file, packed.
    const bool sized =
        element_bytes(tensor.type) != 0 || (tensor.type == ElementType::int4 && tensor.constant);
    if (!negative && sized && tensor.elements() <= std::numeric_limits<std::int32_t>::max() &&
        tensor.bytes() <= std::numeric_limits<std::int32_t>::max()) {
        return {};
    }
    return failure("Tensor {} ({}, shape {}) is none that TensorFlow Lite Micro can place.", index,
                   to_string(tensor.type), fmt::join(tensor.shape, "x"));
}

Result<void> check_metadata(const Graph& graph) {
    if (graph.compressed) {
        return failure(
            "The file's constants are compressed, of which nanonas does not know what it takes of "
            "TensorFlow Lite Micro's arena.");
    }
    const std::vector<int>& plan = graph.arena_offsets;
    if (!plan.empty() && plan.size() != graph.tensors.size()) {
        return failure(
            "The file's offline memory plan has places for {} tensors, not for {}; TensorFlow Lite "
            "Micro refuses it.",
            plan.size(), graph.tensors.size());
    }
    const auto wrong = std::ranges::find_if(plan, [](int place) { return place < -1; });
    if (wrong == plan.end()) return {};
    return failure("The file's offline memory plan puts tensor {} at {}, in front of the arena.",
                   wrong - plan.begin(), *wrong);
}

}  // namespace

Result<void> check_modelled(const Graph& graph) {
    for (std::size_t i = 0; i < graph.tensors.size(); ++i) {
        NANONAS_TRY_VOID(check_tensor(graph.tensors[i], i));
    }
    NANONAS_TRY_VOID(check_metadata(graph));
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
