// SPDX-License-Identifier: MIT
#include "graph/kernel_checks.h"
#include "graph/steps.h"

namespace nanonas {
namespace {

constexpr auto fields = [](auto& options, auto& file) { file.word(0, options.parts); };

// split.cc, whose first input is the axis.
Result<void> check_kernel(const OperatorTensors& op) {
    NANONAS_TRY_VOID(check_constant(op, 0, "axis"));
    const GraphTensor& input = *op.input(1);
    const std::vector<std::int32_t> axis = int32_data(*op.input(0));
    const auto rank = std::ssize(input.shape);
    if (axis.empty() || axis[0] < -rank || axis[0] >= rank)
        return refuse_kernel(op, fmt::format("along an axis that {} dimensions lack", rank));
    return check_same_types(
        op, {1}, {ElementType::float32, ElementType::int8, ElementType::int16, ElementType::int32});
}

}  // namespace

constinit const OperatorDescription split_operator{
    .code = OperatorCode::split,
    .int8_version = 2,
    .inputs = 2,
    .options = options_form<SplitOptions, fields>(35),
    .tflm = {.x86_64 = {4, 4, 0},
             .cortex_m = {4, 4, 0},
             .prepare = [](KernelPreparation& kernel) { kernel.borrow_input(0); },
             .check = check_kernel},
};

}  // namespace nanonas
