// SPDX-License-Identifier: MIT
#include <algorithm>

#include "graph/kernel_checks.h"
#include "graph/steps.h"

namespace nanonas {
namespace {

// transpose_common.cc, transpose.cc.
Result<void> check_kernel(const OperatorTensors& op) {
    NANONAS_TRY_VOID(check_ports(op, 2, 2));
    NANONAS_TRY_VOID(check_rank(op, *op.input(0), "input", 0, 5));
    NANONAS_TRY_VOID(
        check_same_types(op, {0}, {ElementType::float32, ElementType::int8, ElementType::int16}));
    NANONAS_TRY_VOID(check_constant(op, 1, "order of axes"));
    const std::vector<std::int32_t> order = int32_data(*op.input(1));
    const auto rank = std::ssize(op.input(0)->shape);
    const bool sound =
        op.input(1)->shape == std::vector{static_cast<int>(rank)} && std::ssize(order) >= rank &&
        std::ranges::all_of(order, [&](std::int32_t axis) { return axis >= 0 && axis < rank; });
    if (sound) return {};
    return refuse_kernel(op, "whose order of axes is not one of its input's");
}

}  // namespace

constinit const OperatorDescription transpose_operator{
    .code = OperatorCode::transpose,
    .int8_version = 2,
    .inputs = 2,
    .tflm = {.x86_64 = {}, .cortex_m = {}, .prepare = prepare_two_inputs, .check = check_kernel},
};

}  // namespace nanonas
