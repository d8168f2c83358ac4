// SPDX-License-Identifier: MIT
#include "graph/kernel_checks.h"

namespace nanonas {
namespace {

// maximum_minimum.cc, which prepares nothing.
Result<void> check_kernel(const OperatorTensors& op) {
    return check_same_types(op, {0, 1},
                            {ElementType::float32, ElementType::int8, ElementType::int16, ElementType::int32,
                             ElementType::int64});
}

constexpr OperatorDescription extremum(OperatorCode code) {
    return {.code = code,
            .int8_version = 2,
            .inputs = 2,
            .tflm = {.x86_64 = {}, .cortex_m = {}, .prepare = prepare_nothing, .check = check_kernel}};
}

}  // namespace

constinit const OperatorDescription maximum_operator = extremum(OperatorCode::maximum);
constinit const OperatorDescription minimum_operator = extremum(OperatorCode::minimum);

}  // namespace nanonas
