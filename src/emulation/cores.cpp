// SPDX-License-Identifier: MIT
#include "emulation/cores.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace nanonas {
namespace {

constexpr std::int64_t kib = 1024;

// Cycles an instruction: what benchmarks/cycles_per_instruction.py prints, from the makers' tables of
// instruction timings and the instructions of an inference; memory without wait states, multipliers of one
// cycle.
struct Emulated {
    std::string_view core, board;
    double cycles_per_instruction;
    std::string_view source;
};

constexpr std::string_view m3_board = "mps2-an385", m4_board = "mps2-an386";
constexpr std::string_view m4_source =
    "Arm DDI 0439D, table 3-1: multiplications 1, load 2 unless pipelined, taken branch 3";
constexpr std::string_view riscv_source = "a core of two to four stages: load 2, taken branch 3, else 1";

constexpr std::array emulated{
    Emulated{"Cortex-M0", m3_board, 1.43, "Arm DDI 0432C, table 3-1: load, store 2, taken branch 3, else 1"},
    Emulated{"Cortex-M0+", m3_board, 1.39, "Arm DDI 0484C, table 3-1: load, store 2, taken branch 2, else 1"},
    Emulated{
        "Cortex-M3", m3_board, 1.67,
        "Arm DDI 0337I, table 3-1: MLA 2, long multiplication 4, load 2 unless pipelined, taken branch 3"},
    Emulated{"Cortex-M4", m4_board, 1.52, m4_source},
    Emulated{"Cortex-M4F", m4_board, 1.52, m4_source},
    Emulated{"Cortex-M7", m4_board, 1.04,
             "no table is published: a Cortex-M4's 1.52 times 3.42 / 5.01, the CoreMark/MHz of the two"},
    Emulated{"RV32IMC", "virt", 1.37, riscv_source},
    Emulated{"RV32IMAC", "virt", 1.37, riscv_source},
    Emulated{"AVR", "", 0, "counted by simavr"},
};

// QEMU's only Cortex-M0 board has 16 KiB of RAM; what needs more runs the same code on a Cortex-M3, which
// executes all of it. Its boards with a Cortex-M7 have no semihosting tests of ours, so a Cortex-M4 stands
// in.
std::vector<Board> boards_of(const Emulated& core, const Target& target) {
    if (core.core == "AVR") return {{avr_name(target), target.ram_bytes}};
    std::vector<Board> boards;
    if (core.core == "Cortex-M0" || core.core == "Cortex-M0+") boards.push_back({"microbit", 16 * kib});
    boards.push_back({std::string(core.board), 4096 * kib});
    return boards;
}

}  // namespace

Result<Core> find_core(const Target& target) {
    const auto core = std::ranges::find(emulated, std::string_view(target.core), &Emulated::core);
    if (core == emulated.end()) {
        std::string known;
        for (const Emulated& each : emulated)
            known += fmt::format("{}{}", known.empty() ? "" : ", ", each.core);
        return failure("nanonas can't emulate a {}; it knows {}.", target.core, known);
    }
    NANONAS_TRY(const CoreCompiler compiler, core_compiler(target));
    return Core{target.core,
                compiler.family,
                compiler.flags,
                boards_of(*core, target),
                core->cycles_per_instruction,
                std::string(core->source)};
}

const Toolchain& toolchain(CoreFamily family) {
    static const Toolchain cortex_m{{"arm-none-eabi-gcc", "gcc-arm-none-eabi"},
                                    {"arm-none-eabi-size", "binutils-arm-none-eabi"},
                                    {"qemu-system-arm", "qemu-system-arm"},
                                    {"", "libnewlib-arm-none-eabi"}};
    static const Toolchain riscv{{"riscv64-unknown-elf-gcc", "gcc-riscv64-unknown-elf"},
                                 {"riscv64-unknown-elf-size", "binutils-riscv64-unknown-elf"},
                                 {"qemu-system-riscv32", "qemu-system-misc"},
                                 {"", "picolibc-riscv64-unknown-elf"}};
    static const Toolchain avr{
        {"avr-gcc", "gcc-avr"}, {"avr-size", "binutils-avr"}, {"simavr", "simavr"}, {"", "avr-libc"}};
    return family == CoreFamily::cortex_m ? cortex_m : family == CoreFamily::riscv ? riscv : avr;
}

}  // namespace nanonas
