// SPDX-License-Identifier: MIT
// How C is compiled for the core of a target.
#pragma once

#include <string>
#include <vector>

#include "nanonas/targets.h"

namespace nanonas {

enum class CoreFamily { cortex_m, riscv, avr };

struct CoreCompiler {
    CoreFamily family = CoreFamily::cortex_m;
    std::string prefix;              // of the tools' names, such as "arm-none-eabi-"
    std::vector<std::string> flags;  // that name the core and its C library
};

// The error names the core and lists those that are known.
Result<CoreCompiler> core_compiler(const Target& target);

// "atmega328p", as avr-gcc, simavr and avrdude call an AVR part; a part that nanonas can't tell is taken for
// that.
std::string avr_name(const Target& target);

}  // namespace nanonas
