// SPDX-License-Identifier: MIT
#include <cmath>

#include "graph/kernel_checks.h"

namespace nanonas {
namespace {

constexpr auto fields = [](auto& options, auto& file) { file.real(0, options.slope); };

Result<void> check_leaky_relu(const OperatorTensors& op) {
    return check_unary(op, {ElementType::float32, ElementType::int8, ElementType::int16});
}

// prelu_common.cc, prelu.cc: slopes of int16 are int8.
Result<void> check_prelu(const OperatorTensors& op) {
    NANONAS_TRY_VOID(
        check_same_types(op, {0}, {ElementType::float32, ElementType::int8, ElementType::int16}));
    const ElementType input = op.input(0)->type, slopes = op.input(1)->type;
    if (slopes == (input == ElementType::int16 ? ElementType::int8 : input)) return {};
    return refuse_kernel(op, fmt::format("of {} with slopes of {}", to_string(input), to_string(slopes)));
}

// hard_swish_common.cc: the output's scale may not be much finer than the input's.
Result<void> check_hard_swish(const OperatorTensors& op) {
    NANONAS_TRY_VOID(check_unary(op, {ElementType::float32, ElementType::int8}));
    if (op.input(0)->type != ElementType::int8) return {};
    const float factor = (1.0f / 128.0f) * kernel_scale(*op.input(0)) / kernel_scale(*op.output(0));
    if (!std::isfinite(factor) || factor < 1) return {};
    return refuse_kernel(op, "whose output's scale is less than 1/128 of its input's");
}

}  // namespace

constinit const OperatorDescription leaky_relu_operator{
    .code = OperatorCode::leaky_relu,
    .int8_version = 2,
    .options = options_form<LeakyReluOptions, fields>(75),
    .tflm = {.x86_64 = {4, 4, 24},
             .cortex_m = {4, 4, 24},
             .prepare = prepare_one_input,
             .check = check_leaky_relu},
};

constinit const OperatorDescription prelu_operator{
    .code = OperatorCode::prelu,
    .inputs = 2,
    .tflm = {.x86_64 = {0, 1, 28},
             .cortex_m = {0, 1, 28},
             .prepare =
                 [](KernelPreparation& kernel) {
                     kernel.borrow_input(0);
                     kernel.borrow_input(1);
                     kernel.borrow_output(0);
                 },
             .check = check_prelu},
};

constinit const OperatorDescription hard_swish_operator{
    .code = OperatorCode::hard_swish,
    .tflm = {.x86_64 = {0, 1, 20},
             .cortex_m = {0, 1, 20},
             .prepare = prepare_one_input,
             .check = check_hard_swish},
};

}  // namespace nanonas
