// SPDX-License-Identifier: MIT
#include "graph/operator.h"

#include <algorithm>

namespace nanonas {

std::span<const OperatorDescription* const> operators() {
    static constexpr const OperatorDescription* all[] = {
        &add_operator,
        &average_pool_2d_operator,
        &concatenation_operator,
        &conv_2d_operator,
        &depthwise_conv_2d_operator,
        &dequantize_operator,
        &fully_connected_operator,
        &logistic_operator,
        &max_pool_2d_operator,
        &mul_operator,
        &reshape_operator,
        &resize_bilinear_operator,
        &softmax_operator,
        &svdf_operator,
        &pad_operator,
        &transpose_operator,
        &mean_operator,
        &sub_operator,
        &unidirectional_sequence_lstm_operator,
        &strided_slice_operator,
        &split_operator,
        &prelu_operator,
        &maximum_operator,
        &minimum_operator,
        &transpose_conv_operator,
        &shape_operator,
        &pack_operator,
        &resize_nearest_neighbor_operator,
        &leaky_relu_operator,
        &quantize_operator,
        &hard_swish_operator,
        &batch_matmul_operator,
    };
    return all;
}

const OperatorDescription* find_operator(OperatorCode code) {
    const auto all = operators();
    const auto found = std::ranges::find(all, code, &OperatorDescription::code);
    return found == all.end() ? nullptr : *found;
}

void prepare_nothing(KernelPreparation&) {}

void prepare_one_input(KernelPreparation& kernel) {
    kernel.borrow_input(0);
    kernel.borrow_output(0);
}

void prepare_two_inputs(KernelPreparation& kernel) {
    kernel.borrow_input(0);
    kernel.borrow_input(1);
    kernel.borrow_input(2);
    kernel.borrow_output(0);
}

}  // namespace nanonas
