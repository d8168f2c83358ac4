// SPDX-License-Identifier: MIT
// What a ready-to-flash project must know of a part beyond the sizes of its memory.
#pragma once

#include <string>

#include "nanonas/targets.h"

namespace nanonas {

struct PartLayout {
    std::string flash_origin, ram_origin;  // addresses; on an AVR as its linker counts them
    std::string board;                     // the text that drives its UART: "board_stm32l0.c.in"
    std::string uart;                      // for people: "USART2 on PA2 (TX) and PA3 (RX), 115,200 baud"
    std::string flash_command;             // writes firmware.elf, .bin or .hex; empty: none is known
    double clock_mhz = 0;                  // that the firmware runs at, by its board.c or as the part starts
};

// An error for parts that start in a way of their own, such as from a boot stage in external Flash, and for
// those that are not known.
Result<PartLayout> part_layout(const Target& target);

}  // namespace nanonas
