// SPDX-License-Identifier: MIT
#include <cmath>

#include "graph/kernel_checks.h"

namespace nanonas {
namespace {

// logistic_common.cc: CalculateArithmeticOpDataLogistic.
Result<void> check_kernel(const OperatorTensors& op) {
    NANONAS_TRY_VOID(
        check_same_types(op, {0}, {ElementType::float32, ElementType::int8, ElementType::int16}));
    const GraphTensor &input = *op.input(0), &output = *op.output(0);
    if (input.type == ElementType::int8 && kernel_zero_point(output) != -128)
        return refuse_kernel(op, "of int8 whose output's zero point is not -128");
    if (input.type != ElementType::int16) return {};
    if (kernel_zero_point(input) != 0 || kernel_zero_point(output) != 0)
        return refuse_kernel(op, "of int16 with a zero point");
    if (std::abs(std::log2(kernel_scale(output)) + 15) < 1e-3f) return {};
    return refuse_kernel(op, "of int16 whose output's scale is not 1/32768");
}

}  // namespace

constinit const OperatorDescription logistic_operator{
    .code = OperatorCode::logistic,
    .int8_version = 2,
    .tflm = {.x86_64 = {0, 1, 16},
             .cortex_m = {0, 1, 16},
             .prepare = prepare_one_input,
             .check = check_kernel},
};

}  // namespace nanonas
