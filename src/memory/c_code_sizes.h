// SPDX-License-Identifier: MIT
// The machine code of row-streaming C and its stack, as scripts/fit-c-memory found them.
#pragma once

#include <string_view>
#include <vector>

#include "nanonas/c_memory.h"

namespace nanonas {

struct CCodeSizes {
    std::string_view cores;  // "Cortex-M0, Cortex-M0+"
    Optimize optimize = Optimize::speed;
    int rows_stack = 0;            // bytes that taking in a row uses, at most
    int result_stack = 0;          // the same of the result, but for its arrays of classes and features
    std::vector<CCodePart> parts;  // bytes of each
};

const std::vector<CCodeSizes>& c_code_sizes();

}  // namespace nanonas
