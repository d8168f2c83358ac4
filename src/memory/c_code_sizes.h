// SPDX-License-Identifier: MIT
// The machine code of row-streaming C and its stack, as scripts/fit-c-memory found them.
#pragma once

#include <string_view>
#include <vector>

#include "memory/cores.h"
#include "nanonas/c_memory.h"

namespace nanonas {

// Bytes that calls use at most.
struct CStacks {
    int rows = 0;    // taking in a row
    int result = 0;  // the result, but for its arrays of classes and features
};

struct CCodeSizes {
    std::string_view core;  // that was measured; cores.cpp says which others run the same code
    Optimize optimize = Optimize::speed;
    CStacks stacks{}, portable_stacks{};  // with the core's own kernels, with the portable ones
    std::vector<CCodePart> parts{};       // bytes of each, with the core's own kernels
};

const std::vector<CCodeSizes>& c_code_sizes();

// With sizes that are not in the table, such as none for a core that is to be measured.
CMemory c_memory(const CShape& shape, const CoreDescription& core, const CCodeSizes& sizes);

}  // namespace nanonas
