// SPDX-License-Identifier: MIT
#include "memory/operator_requests.h"

#include <iterator>

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

}  // namespace

bool is_quantized(const GraphTensor& tensor) {
    return !tensor.quantization.scale.empty() && !tensor.quantization.zero_point.empty();
}

Structure zero_points(const GraphTensor& tensor) {
    constexpr int int_bytes = 4;
    return {int_bytes * (1 + static_cast<int>(tensor.quantization.scale.size())), int_bytes};
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
