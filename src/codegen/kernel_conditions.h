// SPDX-License-Identifier: MIT
// Generated C holds the loops of every core between #if and #endif. Where it is known which core it is for,
// those of the others are taken out, so that its reader need not tell them apart.
#pragma once

#include <string>
#include <string_view>

#include "nanonas/c_layout.h"

namespace nanonas {

// `c` without what is compiled for no core of `kernel`: KERNEL_... of the other kernels are 0, and macros of
// the compiler that stand for other cores, such as __AVR__, are not defined. Conditions that depend on more
// stay, without their parts that are known.
std::string without_other_kernels(std::string_view c, CKernel kernel);

}  // namespace nanonas
