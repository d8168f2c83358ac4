// SPDX-License-Identifier: MIT
#include "graph/operator.h"

namespace nanonas {

// Known to the arena's model only.
constinit const OperatorDescription pad_operator{
    .code = OperatorCode::pad,
    .int8_version = 2,
    .inputs = 2,
    .tflm = {.x86_64 = {0, 1, 56}, .cortex_m = {0, 1, 56}, .prepare = prepare_two_inputs},
};

}  // namespace nanonas
