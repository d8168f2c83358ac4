// SPDX-License-Identifier: MIT
// Which tools build for a core and which emulated board runs it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "nanonas/result.h"

namespace nanonas {

enum class Family { cortex_m, riscv, avr };

struct Board {
    std::string name;  // the emulator's
    std::int64_t ram_bytes = 0;
};

struct Core {
    std::string name;  // as targets name it
    Family family = Family::cortex_m;
    std::vector<std::string> flags;  // of the compiler
    std::vector<Board> boards;       // the first with enough RAM runs the firmware
    double cycles_per_instruction = 1;
};

// A tool and the Debian package that has it.
struct Tool {
    std::string program, package;
};

struct Toolchain {
    Tool compiler, size, emulator, library;  // `library` has no program of its own
    std::string cycles_source;
};

// The error lists the cores that are known.
Result<Core> find_core(std::string_view name);

const Toolchain& toolchain(Family family);

}  // namespace nanonas
