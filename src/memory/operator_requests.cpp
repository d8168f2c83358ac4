// SPDX-License-Identifier: MIT
#include "memory/operator_requests.h"

#include <algorithm>
#include <limits>

namespace nanonas::tflm {
namespace {

// An operator being prepared: its tensors, and the trace that its requests go to.
class Preparation {
  public:
    Preparation(const Graph& graph, const GraphOperator& op, const Structures& sizes, AllocationTrace& trace)
        : graph_(graph), op_(op), sizes_(sizes), trace_(trace) {}

    const GraphTensor* input(std::size_t position) const { return tensor(op_.inputs, position); }
    const GraphTensor* output(std::size_t position) const { return tensor(op_.outputs, position); }

    // AllocateTempInputTensor, AllocateTempOutputTensor; nothing for an optional tensor left out.
    void borrow_input(std::size_t position) { borrow(input(position)); }
    void borrow_output(std::size_t position) { borrow(output(position)); }

    void keep_channel_scales(std::int64_t channels) {
        constexpr std::int64_t int32_bytes = 4;
        trace_.persist_buffer(TailPart::channel_scales, channels * int32_bytes);
        trace_.persist_buffer(TailPart::channel_scales, channels * int32_bytes);
    }

  private:
    const GraphTensor* tensor(const std::vector<int>& indices, std::size_t position) const {
        if (position >= indices.size() || indices[position] < 0) return nullptr;
        return &graph_.tensors[static_cast<std::size_t>(indices[position])];
    }

    void borrow(const GraphTensor* tensor) {
        if (!tensor) return;
        trace_.temporary(sizes_.tensor);
        if (!is_quantized(*tensor)) return;
        trace_.temporary(sizes_.quantization);
        trace_.temporary(zero_points(*tensor));
    }

    const Graph& graph_;
    const GraphOperator& op_;
    const Structures& sizes_;
    AllocationTrace& trace_;
};

// conv_common.cc, depthwise_conv_common.cc: Prepare, and CalculateOpData within it.
void prepare_convolution(Preparation& op, std::size_t channel_axis) {
    op.borrow_output(0);
    op.borrow_input(0);
    op.borrow_input(1);
    op.keep_channel_scales(op.input(1)->shape[channel_axis]);
    op.borrow_input(0);
    op.borrow_input(1);
    op.borrow_input(2);
    op.borrow_output(0);
}

// fully_connected.cc, fully_connected_common.cc.
void prepare_fully_connected(Preparation& op) {
    op.borrow_input(0);
    op.borrow_input(1);
    op.borrow_input(2);
    op.borrow_output(0);
    const GraphTensor& weights = *op.input(1);
    const auto scales = std::ssize(weights.quantization.scale);
    if (op.input(0)->type != ElementType::float32 && is_quantized(weights) && scales > 1) {
        op.keep_channel_scales(scales);
    }
}

// reduce_common.cc: PrepareMeanOrSumHelper, and PrepareSimple within it.
std::vector<std::int64_t> prepare_mean(Preparation& op) {
    constexpr std::int64_t int_bytes = 4;
    op.borrow_input(0);
    op.borrow_output(0);
    op.borrow_input(1);
    const GraphTensor& input = *op.input(0);
    std::vector<std::int64_t> scratch;
    if (input.type == ElementType::int8 || input.type == ElementType::int16) {
        scratch.push_back(int_bytes * op.output(0)->elements());
    }
    scratch.push_back(int_bytes * std::ssize(input.shape));
    scratch.push_back(int_bytes * op.input(1)->elements());
    op.borrow_input(0);
    op.borrow_input(1);
    if (input.type == ElementType::int8) op.borrow_output(0);
    return scratch;
}

void prepare_two_inputs(Preparation& op) {  // add_common.cc, mul_common.cc, pad_common.cc
    op.borrow_input(0);
    op.borrow_input(1);
    op.borrow_input(2);
    op.borrow_output(0);
}

void prepare_one_input(Preparation& op) {  // pooling_common.cc, softmax_common.cc, quantize_common.cc, ...
    op.borrow_input(0);
    op.borrow_output(0);
}

std::string operator_name(const GraphOperator& op) {
    if (!op.custom_name.empty()) return fmt::format("\"{}\"", op.custom_name);
    const std::string_view name = to_string(op.code);
    return name.empty() ? fmt::format("operator {}", static_cast<int>(op.code)) : std::string(name);
}

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

Result<void> check_operator(const Graph& graph, const GraphOperator& op) {
    if (!operator_structures(op.code, ArenaModel::bits64)) {
        return failure("nanonas does not know what {} takes of TensorFlow Lite Micro's arena.",
                       operator_name(op));
    }
    const auto names_tensor = [&](int index) { return index >= 0 && index < std::ssize(graph.tensors); };
    const std::size_t needed = inputs_needed(op.code);
    const bool inputs_sound =
        op.inputs.size() >= needed &&
        std::all_of(op.inputs.begin(), op.inputs.begin() + static_cast<std::ptrdiff_t>(needed),
                    names_tensor) &&
        std::all_of(op.inputs.begin(), op.inputs.end(), [&](int i) { return i == -1 || names_tensor(i); });
    if (!inputs_sound || op.outputs.empty() ||
        !std::all_of(op.outputs.begin(), op.outputs.end(), names_tensor)) {
        return failure("{} lacks an input or output, or names a tensor that does not exist.",
                       operator_name(op));
    }
    const GraphTensor& first = graph.tensors[static_cast<std::size_t>(op.inputs[0])];
    if (op.code == OperatorCode::softmax && first.type == ElementType::int16) {
        return failure("nanonas does not know what SOFTMAX of int16 takes of TensorFlow Lite Micro's arena.");
    }
    if (op.code == OperatorCode::conv_2d || op.code == OperatorCode::depthwise_conv_2d) {
        const GraphTensor& weights = graph.tensors[static_cast<std::size_t>(op.inputs[1])];
        if (weights.shape.size() != 4) {
            return failure("{} has a kernel of {} dimensions; TensorFlow Lite Micro needs 4.",
                           operator_name(op), weights.shape.size());
        }
    }
    return {};
}

}  // namespace

bool is_quantized(const GraphTensor& tensor) {
    return !tensor.quantization.scale.empty() && !tensor.quantization.zero_point.empty();
}

Structure zero_points(const GraphTensor& tensor) {
    constexpr int int_bytes = 4;
    return {int_bytes * (1 + static_cast<int>(tensor.quantization.scale.size())), int_bytes};
}

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

std::vector<std::int64_t> request_in_prepare(const Graph& graph, const GraphOperator& op,
                                             const Structures& sizes, AllocationTrace& trace) {
    Preparation preparation(graph, op, sizes, trace);
    switch (op.code) {
        case OperatorCode::conv_2d:
            prepare_convolution(preparation, 0);
            break;
        case OperatorCode::depthwise_conv_2d:
            prepare_convolution(preparation, 3);
            break;
        case OperatorCode::fully_connected:
            prepare_fully_connected(preparation);
            break;
        case OperatorCode::mean:
            return prepare_mean(preparation);
        case OperatorCode::add:
        case OperatorCode::mul:
        case OperatorCode::pad:
            prepare_two_inputs(preparation);
            break;
        default:
            prepare_one_input(preparation);
    }
    return {};
}

}  // namespace nanonas::tflm
