// SPDX-License-Identifier: MIT
#include "graph/operator.h"

#include <algorithm>

namespace nanonas {

std::span<const OperatorDescription* const> operators() {
    static constexpr const OperatorDescription* all[] = {
        &add_operator,        &average_pool_2d_operator, &concatenation_operator, &conv_2d_operator,     &depthwise_conv_2d_operator,
        &dequantize_operator, &fully_connected_operator, &max_pool_2d_operator, &mul_operator,
        &reshape_operator,    &softmax_operator,         &pad_operator,         &mean_operator,
        &sub_operator,        &quantize_operator,
    };
    return all;
}

const OperatorDescription* find_operator(OperatorCode code) {
    const auto all = operators();
    const auto found = std::ranges::find(all, code, &OperatorDescription::code);
    return found == all.end() ? nullptr : *found;
}

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
