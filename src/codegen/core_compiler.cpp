// SPDX-License-Identifier: MIT
#include "codegen/core_compiler.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace nanonas {
namespace {

struct Entry {
    std::string_view core;
    CoreFamily family;
    std::string_view flag, second_flag;
};

constexpr std::array entries{
    Entry{"Cortex-M0", CoreFamily::cortex_m, "-mcpu=cortex-m0", "-mthumb"},
    Entry{"Cortex-M0+", CoreFamily::cortex_m, "-mcpu=cortex-m0plus", "-mthumb"},
    Entry{"Cortex-M3", CoreFamily::cortex_m, "-mcpu=cortex-m3", "-mthumb"},
    Entry{"Cortex-M4", CoreFamily::cortex_m, "-mcpu=cortex-m4", "-mthumb"},
    Entry{"Cortex-M4F", CoreFamily::cortex_m, "-mcpu=cortex-m4", "-mthumb"},
    Entry{"Cortex-M7", CoreFamily::cortex_m, "-mcpu=cortex-m7", "-mthumb"},
    Entry{"Cortex-M33", CoreFamily::cortex_m, "-mcpu=cortex-m33", "-mthumb"},
    Entry{"RV32IMC", CoreFamily::riscv, "-march=rv32imc", "-mabi=ilp32"},
    Entry{"RV32IMAC", CoreFamily::riscv, "-march=rv32imac", "-mabi=ilp32"},
    Entry{"AVR", CoreFamily::avr, "-mmcu=", ""},
};

}  // namespace

std::string avr_name(const Target& target) {
    std::string name;
    for (const char c : target.name)
        name.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
    return name == "atmega2560" ? name : "atmega328p";
}

Result<CoreCompiler> core_compiler(const Target& target) {
    const auto entry = std::ranges::find(entries, std::string_view(target.core), &Entry::core);
    if (entry == entries.end()) {
        std::string known;
        for (const Entry& each : entries) known += fmt::format("{}{}", known.empty() ? "" : ", ", each.core);
        return failure("nanonas knows no compiler for a {} ({}); it knows {}.", target.core, target.name,
                       known);
    }
    switch (entry->family) {
        case CoreFamily::cortex_m:
            return CoreCompiler{
                entry->family, "arm-none-eabi-", {std::string(entry->flag), std::string(entry->second_flag)}};
        case CoreFamily::riscv:
            return CoreCompiler{
                entry->family,
                "riscv64-unknown-elf-",
                {std::string(entry->flag), std::string(entry->second_flag), "--specs=picolibc.specs"}};
        case CoreFamily::avr:
            break;
    }
    return CoreCompiler{entry->family, "avr-", {std::string(entry->flag) + avr_name(target)}};
}

}  // namespace nanonas
