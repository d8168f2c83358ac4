// SPDX-License-Identifier: MIT
#include "graph/kernel_checks.h"

namespace nanonas {
namespace {

constexpr auto fields = [](auto& options, auto& file) { file.byte(0, options.output_type); };

// shape.cc, which borrows nothing.
Result<void> check_kernel(const OperatorTensors& op) {
    NANONAS_TRY_VOID(check_ports(op, 1, 1));
    const ElementType type = op.output(0)->type;
    if (type == ElementType::int32) return {};
    return refuse_kernel(op, fmt::format("whose output is {}", to_string(type)));
}

}  // namespace

constinit const OperatorDescription shape_operator{
    .code = OperatorCode::shape,
    .options = options_form<ShapeOptions, fields>(55),
    .tflm = {.x86_64 = {4, 4, 0}, .cortex_m = {1, 1, 0}, .prepare = prepare_nothing, .check = check_kernel},
};

}  // namespace nanonas
