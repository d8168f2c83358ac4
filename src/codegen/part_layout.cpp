// SPDX-License-Identifier: MIT
#include "codegen/part_layout.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "codegen/core_compiler.h"

namespace nanonas {
namespace {

// By the beginning of a part's name. Addresses are those of the makers' reference manuals.
struct Series {
    std::string_view prefix, flash_origin, ram_origin, openocd, board, uart;
    double reset_mhz;    // the clock that it starts with, or without a PLL in board.c
    double pll_mhz = 0;  // what board.c reaches with it; 0: it sets no clock
};

constexpr std::string_view no_board = "board_empty.c.in";
constexpr std::string_view nucleo64 =
    "USART2, PA2 (TX) and PA3 (RX), 115200 baud; on a Nucleo-64 the ST-LINK's port";

constexpr std::array series{
    Series{"STM32L0", "0x08000000", "0x20000000", "stm32l0", "board_stm32l0.c.in", nucleo64, 16, 32},
    Series{"STM32L1", "0x08000000", "0x20000000", "stm32l1", "board_stm32l1.c.in", nucleo64, 16, 32},
    Series{"STM32L412K", "0x08000000", "0x20000000", "stm32l4x", "board_stm32l4.c.in",
           "USART2, PA2 (TX) and PA15 (RX), 115200 baud; on a NUCLEO-L412KB the ST-LINK's port", 16, 80},
    Series{"STM32L4", "0x08000000", "0x20000000", "stm32l4x", "board_stm32l4.c.in", nucleo64, 16, 80},
    Series{"STM32F0", "0x08000000", "0x20000000", "stm32f0x", no_board, "", 8},
    Series{"STM32F1", "0x08000000", "0x20000000", "stm32f1x", no_board, "", 8},
    Series{"STM32F4", "0x08000000", "0x20000000", "stm32f4x", no_board, "", 16},
    Series{"STM32F7", "0x08000000", "0x20000000", "stm32f7x", no_board, "", 16},
    Series{"STM32G0", "0x08000000", "0x20000000", "stm32g0x", no_board, "", 16},
    Series{"STM32G4", "0x08000000", "0x20000000", "stm32g4x", no_board, "", 16},
    Series{"STM32L5", "0x08000000", "0x20000000", "stm32l5x", no_board, "", 4},
    Series{"STM32U5", "0x08000000", "0x20000000", "stm32u5x", no_board, "", 4},
    Series{"STM32H7", "0x08000000", "0x24000000", "stm32h7x", no_board, "", 64},
    Series{"nRF51", "0x00000000", "0x20000000", "nrf51", no_board, "", 16},
    Series{"nRF52", "0x00000000", "0x20000000", "nrf52", no_board, "", 64},
    Series{"ATSAMD21", "0x00000000", "0x20000000", "at91samdXX", no_board, "", 1},
    Series{"ATSAMD51", "0x00000000", "0x20000000", "atsame5x", no_board, "", 48},
    Series{"GD32VF103", "0x08000000", "0x20000000", "gd32vf103", no_board, "", 8},
};

// What board.c makes of it: the PLL's clock, unless the part is sold for less.
double board_mhz(const Series& part, const Target& target) {
    return part.pll_mhz > 0 && target.clock_mhz >= part.pll_mhz ? part.pll_mhz : part.reset_mhz;
}

std::string openocd(const Series& part) {
    const bool st = part.prefix.starts_with("STM32");
    const std::string_view probe = st ? "stlink" : part.prefix.starts_with("nRF") ? "jlink" : "cmsis-dap";
    return fmt::format(
        "openocd -f interface/{}.cfg -f target/{}.cfg -c \"program firmware.elf verify reset exit\"", probe,
        part.openocd);
}

// The clock of an AVR board is a crystal's, which fuses choose.
PartLayout avr_layout(const Target& target) {
    const bool mega = avr_name(target) == "atmega2560";
    return {"0",
            mega ? "0x800200" : "0x800100",
            "board_avr.c.in",
            "USART0, 115200 baud at a clock of 16 MHz; on an Arduino its USB port",
            fmt::format("avrdude -c {} -p {} -P $(PORT) -b 115200 -D -U flash:w:firmware.hex:i",
                        mega ? "wiring" : "arduino", avr_name(target)),
            target.clock_mhz};
}

}  // namespace

Result<PartLayout> part_layout(const Target& target) {
    if (const auto* core = find_core_description(target.core); core && core->family == CoreFamily::avr)
        return avr_layout(target);
    const auto part = std::ranges::find_if(
        series, [&](const Series& each) { return target.name.starts_with(each.prefix); });
    if (part == series.end()) {
        return failure(
            "nanonas can't make a project for the {}, which it does not know how to start; export with "
            "--format c "
            "and add the files to a project of the maker's kit.",
            target.name);
    }
    return PartLayout{
        std::string(part->flash_origin),
        std::string(part->ram_origin),
        std::string(part->board),
        part->uart.empty() ? std::string("to be filled in, in board.c") : std::string(part->uart),
        openocd(*part),
        board_mhz(*part, target)};
}

}  // namespace nanonas
