// SPDX-License-Identifier: MIT
#include "memory/cores.h"

#include <algorithm>

namespace nanonas {
namespace {

constexpr CoreFamilyDescription core_families[] = {
    {.family = CoreFamily::cortex_m,
     .name = "cortex_m",
     .start = "start.c",
     .tools = "arm-none-eabi-",
     .compiler = {"arm-none-eabi-gcc", "gcc-arm-none-eabi"},
     .size = {"arm-none-eabi-size", "binutils-arm-none-eabi"},
     .emulator = {"qemu-system-arm", "qemu-system-arm"},
     .library_package = "libnewlib-arm-none-eabi",
     .flash_origin = "0",
     .ram_origin = "0x20000000",
     .main_stack_bytes = 64,
     .project_flash_bytes = 2048,
     .project_ram_bytes = 16},
    {.family = CoreFamily::riscv,
     .name = "riscv",
     .start = "start.S",
     .tools = "riscv64-unknown-elf-",
     .compiler = {"riscv64-unknown-elf-gcc", "gcc-riscv64-unknown-elf"},
     .size = {"riscv64-unknown-elf-size", "binutils-riscv64-unknown-elf"},
     .emulator = {"qemu-system-riscv32", "qemu-system-misc"},
     .library_package = "picolibc-riscv64-unknown-elf",
     .library_flag = "--specs=picolibc.specs",
     .emulator_flags = "-bios none",
     .flash_origin = "0x80000000",
     .ram_origin = "0x81000000",
     .main_stack_bytes = 96,
     .project_flash_bytes = 1024,
     .project_ram_bytes = 16},
    {.family = CoreFamily::avr,
     .name = "avr",
     .tools = "avr-",
     .compiler = {"avr-gcc", "gcc-avr"},
     .size = {"avr-size", "binutils-avr"},
     .emulator = {"simavr", "simavr"},
     .library_package = "avr-libc",
     .main_stack_bytes = 32,
     .project_flash_bytes = 1024,
     .project_ram_bytes = 40},
};

constexpr std::int64_t kib = 1024;

// QEMU's only Cortex-M0 board has 16 KiB of RAM; what needs more runs the same code on a Cortex-M3, which
// executes all of it. Its boards with a Cortex-M7 have no semihosting tests of ours, so a Cortex-M4 stands
// in.
constexpr EmulatedBoard m0_board{"microbit", 16 * kib, 256 * kib}, m3_board{"mps2-an385", 4096 * kib},
    m4_board{"mps2-an386", 4096 * kib}, riscv_board{"virt", 4096 * kib};

constexpr std::string_view m4_cycles =
    "Arm DDI 0439D, table 3-1: multiplications 1, load 2 unless pipelined, taken branch 3";
constexpr std::string_view riscv_cycles = "a core of two to four stages: load 2, taken branch 3, else 1";

// Compiler flags are GCC's. Cycles an instruction: what benchmarks/cycles_per_instruction.py prints, from the
// makers' tables of instruction timings and the instructions of an inference; memory without wait states,
// multipliers of one cycle.
constexpr CoreDescription cores[] = {
    {.name = "Cortex-M0",
     .family = CoreFamily::cortex_m,
     .flags = "-mcpu=cortex-m0 -mthumb",
     .kernel = CKernel::thumb1,
     .measured_as = "Cortex-M0+",
     .boards = {m0_board, m3_board},
     .cycles_per_instruction = 1.43,
     .cycles_source = "Arm DDI 0432C, table 3-1: load, store 2, taken branch 3, else 1"},
    {.name = "Cortex-M0+",
     .family = CoreFamily::cortex_m,
     .flags = "-mcpu=cortex-m0plus -mthumb",
     .kernel = CKernel::thumb1,
     .measured_as = "Cortex-M0+",
     .boards = {m0_board, m3_board},
     .cycles_per_instruction = 1.39,
     .cycles_source = "Arm DDI 0484C, table 3-1: load, store 2, taken branch 2, else 1"},
    {.name = "Cortex-M3",
     .family = CoreFamily::cortex_m,
     .flags = "-mcpu=cortex-m3 -mthumb",
     .measured_as = "Cortex-M3",
     .boards = {m3_board},
     .cycles_per_instruction = 1.67,
     .cycles_source =
         "Arm DDI 0337I, table 3-1: MLA 2, long multiplication 4, load 2 unless pipelined, taken branch 3"},
    {.name = "Cortex-M4",
     .family = CoreFamily::cortex_m,
     .flags = "-mcpu=cortex-m4 -mthumb",
     .kernel = CKernel::dsp,
     .measured_as = "Cortex-M4",
     .boards = {m4_board},
     .cycles_per_instruction = 1.52,
     .cycles_source = m4_cycles},
    {.name = "Cortex-M4F",
     .family = CoreFamily::cortex_m,
     .flags = "-mcpu=cortex-m4 -mthumb",
     .kernel = CKernel::dsp,
     .measured_as = "Cortex-M4",
     .boards = {m4_board},
     .cycles_per_instruction = 1.52,
     .cycles_source = m4_cycles},
    {.name = "Cortex-M7",
     .family = CoreFamily::cortex_m,
     .flags = "-mcpu=cortex-m7 -mthumb",
     .kernel = CKernel::dsp,
     .measured_as = "Cortex-M4",
     .boards = {m4_board},
     .cycles_per_instruction = 1.04,
     .cycles_source =
         "no table is published: a Cortex-M4's 1.52 times 3.42 / 5.01, the CoreMark/MHz of the two"},
    {.name = "Cortex-M33",
     .family = CoreFamily::cortex_m,
     .flags = "-mcpu=cortex-m33 -mthumb",
     .kernel = CKernel::dsp,
     .boards = {m4_board}},
    {.name = "RV32IMC",
     .family = CoreFamily::riscv,
     .flags = "-march=rv32imc -mabi=ilp32",
     .measured_as = "RV32IMAC",
     .boards = {riscv_board},
     .cycles_per_instruction = 1.37,
     .cycles_source = riscv_cycles},
    {.name = "RV32IMAC",
     .family = CoreFamily::riscv,
     .flags = "-march=rv32imac -mabi=ilp32",
     .measured_as = "RV32IMAC",
     .boards = {riscv_board},
     .cycles_per_instruction = 1.37,
     .cycles_source = riscv_cycles},
    {.name = "AVR",
     .family = CoreFamily::avr,
     .kernel = CKernel::avr,
     .pointer_bytes = 2,
     .alignment = 1,
     .measured_as = "AVR",
     .cycles_source = "counted by simavr"},
};

}  // namespace

std::span<const CoreDescription> known_cores() {
    return cores;
}

const CoreDescription* find_core_description(std::string_view name) {
    const auto found = std::ranges::find(cores, name, &CoreDescription::name);
    return found == std::end(cores) ? nullptr : found;
}

const CoreFamilyDescription& describe(CoreFamily family) {
    return *std::ranges::find(core_families, family, &CoreFamilyDescription::family);
}

}  // namespace nanonas
