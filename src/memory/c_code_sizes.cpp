// SPDX-License-Identifier: MIT
#include "memory/c_code_sizes.h"

namespace nanonas {

const std::vector<CCodeSizes>& c_code_sizes() {
    static const std::vector<CCodeSizes> sizes{
#include "memory/c_code_sizes.inc"
    };
    return sizes;
}

}  // namespace nanonas
