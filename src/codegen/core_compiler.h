// SPDX-License-Identifier: MIT
// How C is compiled for the core of a target.
#pragma once

#include <string>
#include <vector>

#include "memory/cores.h"
#include "nanonas/targets.h"

namespace nanonas {

struct CoreCompiler {
    const CoreDescription& core;
    const CoreFamilyDescription& family;
    std::vector<std::string> flags;  // that name the core and its C library
};

// The error names the core and lists those that are known.
Result<CoreCompiler> core_compiler(const Target& target);

// "atmega328p", as avr-gcc, simavr and avrdude call an AVR part; a part that nanonas can't tell is taken for
// that.
std::string avr_name(const Target& target);

}  // namespace nanonas
