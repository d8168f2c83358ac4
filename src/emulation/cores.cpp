// SPDX-License-Identifier: MIT
#include "emulation/cores.h"

#include <algorithm>

namespace nanonas {
namespace {

constexpr std::int64_t kib = 1024;

// QEMU's only Cortex-M0 board has 16 KiB of RAM; what needs more runs the same code on a Cortex-M3, which
// executes all of it. Its boards with a Cortex-M7 have no semihosting tests of ours, so a Cortex-M4 stands
// in.
std::vector<Core> make_cores() {
    const std::vector<Board> m0{{"microbit", 16 * kib}, {"mps2-an385", 4096 * kib}};
    const std::vector<Board> m3{{"mps2-an385", 4096 * kib}}, m4{{"mps2-an386", 4096 * kib}};
    const std::vector<Board> virt{{"virt", 4096 * kib}}, atmega{{"atmega328p", 2 * kib}};
    return {
        {"Cortex-M0", Family::cortex_m, {"-mcpu=cortex-m0", "-mthumb"}, m0, 1.35},
        {"Cortex-M0+", Family::cortex_m, {"-mcpu=cortex-m0plus", "-mthumb"}, m0, 1.3},
        {"Cortex-M3", Family::cortex_m, {"-mcpu=cortex-m3", "-mthumb"}, m3, 1.5},
        {"Cortex-M4", Family::cortex_m, {"-mcpu=cortex-m4", "-mthumb"}, m4, 1.25},
        {"Cortex-M4F", Family::cortex_m, {"-mcpu=cortex-m4", "-mthumb"}, m4, 1.25},
        {"Cortex-M7", Family::cortex_m, {"-mcpu=cortex-m7", "-mthumb"}, m4, 0.8},
        {"RV32IMAC", Family::riscv, {"-march=rv32imac", "-mabi=ilp32"}, virt, 1.3},
        {"AVR", Family::avr, {"-mmcu=atmega328p"}, atmega, 1},
    };
}

}  // namespace

Result<Core> find_core(std::string_view name) {
    static const std::vector<Core> cores = make_cores();
    const auto core = std::ranges::find(cores, name, &Core::name);
    if (core != cores.end()) return *core;
    std::string known;
    for (const Core& each : cores) known += (known.empty() ? "" : ", ") + each.name;
    return failure("nanonas can't emulate a {}; it knows {}.", name, known);
}

const Toolchain& toolchain(Family family) {
    static const Toolchain cortex_m{
        {"arm-none-eabi-gcc", "gcc-arm-none-eabi"},
        {"arm-none-eabi-size", "binutils-arm-none-eabi"},
        {"qemu-system-arm", "qemu-system-arm"},
        {"", "libnewlib-arm-none-eabi"},
        "an estimate from Arm's instruction timings for the kernels' mix of instructions, "
        "memory without wait states"};
    static const Toolchain riscv{{"riscv64-unknown-elf-gcc", "gcc-riscv64-unknown-elf"},
                                 {"riscv64-unknown-elf-size", "binutils-riscv64-unknown-elf"},
                                 {"qemu-system-riscv32", "qemu-system-misc"},
                                 {"", "picolibc-riscv64-unknown-elf"},
                                 "a core of two to three stages, memory without wait states"};
    static const Toolchain avr{{"avr-gcc", "gcc-avr"},
                               {"avr-size", "binutils-avr"},
                               {"simavr", "simavr"},
                               {"", "avr-libc"},
                               "counted by simavr"};
    return family == Family::cortex_m ? cortex_m : family == Family::riscv ? riscv : avr;
}

}  // namespace nanonas
