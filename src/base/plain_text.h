// SPDX-License-Identifier: MIT
// Texts from outside, such as names of files, without what would steer a terminal or hide in a page.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace nanonas {

// The length of the UTF-8 sequence that `text`, which is not empty, begins with, and its code point; 0 if it
// is none.
std::size_t utf8_sequence(std::string_view text, std::uint32_t& code_point);

// Whether a character other than a line break or a tab moves a cursor, turns the direction of writing, or is
// no character at all.
bool steers_output(std::uint32_t code_point);

// A name on one line: what steers output, breaks a line or is no UTF-8 is written as \n, \t, \x1B or \u202E.
std::string plain_name(std::string_view name);

// The same for a text whose line breaks and tabs are its own.
std::string plain_lines(std::string_view text);

}  // namespace nanonas
