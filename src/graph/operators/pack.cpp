// SPDX-License-Identifier: MIT
#include "graph/kernel_checks.h"

namespace nanonas {
namespace {

constexpr auto fields = [](auto& options, auto& file) {
    file.word(0, options.count);
    file.word(1, options.axis);
};

// pack.cc, which prepares nothing.
Result<void> check_kernel(const OperatorTensors& op) {
    for (std::size_t i = 0; i < op.inputs(); ++i) {
        if (!op.input(i)) return refuse_kernel(op, "with an input left out");
        NANONAS_TRY_VOID(check_same_types(op, {i},
                                          {ElementType::float32, ElementType::int8, ElementType::int16,
                                           ElementType::int32, ElementType::int64}));
    }
    return {};
}

}  // namespace

constinit const OperatorDescription pack_operator{
    .code = OperatorCode::pack,
    .int8_version = 2,
    .options = options_form<PackOptions, fields>(59),
    .tflm = {.x86_64 = {8, 4, 0}, .cortex_m = {8, 4, 0}, .prepare = prepare_nothing, .check = check_kernel},
};

}  // namespace nanonas
