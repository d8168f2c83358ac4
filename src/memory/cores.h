// SPDX-License-Identifier: MIT
// What a core is, all in one place (cores.cpp): the memory model reads its layout, the C generator its
// kernel, the makefiles and the emulation its compiler, its boards and its cycles. Only how large code gets
// on it stands beside, in c_code_sizes.inc, which scripts/fit-c-memory measures.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "nanonas/c_layout.h"

namespace nanonas {

// Cores of one compiler, start-up code, linker script and emulator.
enum class CoreFamily { cortex_m, riscv, avr };

// A program and the Debian package that has it.
struct Tool {
    std::string_view program, package;
};

struct CoreFamilyDescription {
    CoreFamily family{};
    std::string_view name;  // its files' names begin with it: "cortex_m_semihost.h"
    std::string_view
        start{};             // the file that starts a firmware, behind that name; empty: the C library has it
    std::string_view tools;  // their names begin with it: "arm-none-eabi-"
    Tool compiler, size, emulator;
    std::string_view library_package;               // of the C library
    std::string_view library_flag{};                // that makes the compiler find it; empty: none is needed
    std::string_view emulator_flags{};              // beside the board's name
    std::string_view flash_origin{}, ram_origin{};  // of the emulated boards; empty: the compiler knows
    // What a project's firmware takes at most beside the network: the stack of main() down to the network's
    // calls, measured with -fstack-usage; code for start-up, main, board and the C library; bytes of RAM of
    // these.
    std::int64_t main_stack_bytes = 0, project_flash_bytes = 0, project_ram_bytes = 0;
};

// An emulator's.
struct EmulatedBoard {
    std::string_view name;
    std::int64_t ram_bytes = 0;
    std::int64_t flash_bytes = std::int64_t{4} << 20;  // or what stands in for it
};

struct CoreDescription {
    std::string_view name;  // as targets.toml has it
    CoreFamily family{};
    std::string_view flags{};  // of the compiler, between spaces; "" on an AVR, which goes by the part
    CKernel kernel = CKernel::portable;  // that the generated C chooses for it
    std::int64_t pointer_bytes = 4;      // sizeof(void *)
    std::int64_t alignment = 4;          // of its largest integers
    std::string_view measured_as{};      // whose code sizes are its own, running the same code; "": unknown
    std::array<EmulatedBoard, 2> boards{};  // the first with enough RAM runs a firmware; no name: none
    double cycles_per_instruction = 0;      // assumed; 0 where the emulator counts cycles
    std::string_view cycles_source{};       // of that; "": `verify` does not emulate it

    // The largest, which runs any firmware; on an AVR without a name, since the emulator takes the part's.
    const EmulatedBoard& largest_board() const { return boards[1].name.empty() ? boards[0] : boards[1]; }
};

std::span<const CoreDescription> known_cores();
const CoreDescription* find_core_description(std::string_view name);  // null: not known
const CoreFamilyDescription& describe(CoreFamily family);

// "Cortex-M0, Cortex-M3": the names of those that `chosen` takes, for messages.
template <typename Chosen>
std::string core_names(Chosen chosen) {
    std::string names;
    for (const CoreDescription& core : known_cores()) {
        if (chosen(core)) names.append(names.empty() ? "" : ", ").append(core.name);
    }
    return names;
}

}  // namespace nanonas
