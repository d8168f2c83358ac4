// SPDX-License-Identifier: MIT
// A core as a firmware is built and run for it: memory/cores.h with what the target says.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "codegen/core_compiler.h"

namespace nanonas {

struct Board {
    std::string name;  // the emulator's
    std::int64_t ram_bytes = 0, flash_bytes = 0;
};

struct Core {
    std::string name;  // as targets name it
    CoreFamily family = CoreFamily::cortex_m;
    std::vector<std::string> flags;     // of the compiler
    std::vector<Board> boards;          // the first with enough RAM runs the firmware
    double cycles_per_instruction = 0;  // assumed; 0 where the emulator counts cycles
    std::string cycles_source;          // of that assumption
};

// That of a target. The error lists the cores that are known.
Result<Core> find_core(const Target& target);

}  // namespace nanonas
