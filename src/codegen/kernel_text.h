// SPDX-License-Identifier: MIT
// Pieces of text that the loops of the generated C are made of, and those loops: a function for each size of
// blocks of output channels.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace nanonas {

// One line a channel, "@" being its number.
std::string for_channels(int size, std::string_view line);

// "a0 = 0, a1 = 0".
std::string zeros(int size, std::string_view letter);

// "r4, r5".
std::string registers(int size, int first);

// A line of C: "        \"first\\n second\\n\"\n".
std::string assembly(const std::vector<std::string>& instructions);

// "mov r8, r4" and so on for `size` channels, {low} being 4 and {high} 8 at the first.
std::vector<std::string> moves(int size, std::string_view format);

std::string portable_block(int size);
std::string avr_block(int size);  // in the place of portable_block, for windows of up to 85 channels
std::string thumb1_block(int size);
std::string dsp_block(int size,
                      int widest_out);  // sums at the right pixel lie widest_out behind the left ones

}  // namespace nanonas
