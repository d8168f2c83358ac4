// SPDX-License-Identifier: MIT
#include "base/plain_text.h"

#include <fmt/format.h>

#include <algorithm>

namespace nanonas {
namespace {

std::string written_out(std::uint32_t c) {
    if (c == '\n') return "\\n";
    if (c == '\t') return "\\t";
    return c < 0x80 ? fmt::format("\\x{:02X}", c) : fmt::format("\\u{:04X}", c);
}

std::string plain(std::string_view text, bool keep_lines) {
    std::string safe;
    while (!text.empty()) {
        std::uint32_t code_point = 0;
        const std::size_t length = utf8_sequence(text, code_point);
        const bool breaks_line = code_point == '\n' || code_point == '\t';
        if (length == 0) {
            safe += fmt::format("\\x{:02X}", static_cast<unsigned char>(text.front()));
        } else if (steers_output(code_point) || (breaks_line && !keep_lines)) {
            safe += written_out(code_point);
        } else {
            safe += text.substr(0, length);
        }
        text.remove_prefix(std::max<std::size_t>(length, 1));
    }
    return safe;
}

}  // namespace

std::size_t utf8_sequence(std::string_view text, std::uint32_t& code_point) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char lead = byte(0);
    const std::size_t length = lead < 0x80             ? 1
                               : (lead & 0xE0) == 0xC0 ? 2
                               : (lead & 0xF0) == 0xE0 ? 3
                               : (lead & 0xF8) == 0xF0 ? 4
                                                       : 0;
    if (length == 0 || length > text.size()) return 0;
    code_point = length == 1 ? lead : lead & (0x7Fu >> length);
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xC0) != 0x80) return 0;
        code_point = code_point << 6 | (byte(i) & 0x3Fu);
    }
    constexpr std::uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    const bool surrogate = code_point >= 0xD800 && code_point <= 0xDFFF;
    return code_point < smallest[length] || code_point > 0x10FFFF || surrogate ? 0 : length;
}

bool steers_output(std::uint32_t c) {
    const bool control = (c < 0x20 && c != '\n' && c != '\t') || (c >= 0x7F && c < 0xA0);
    const bool breaks_line = c == 0x2028 || c == 0x2029;
    const bool turns_direction =
        (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0x200E || c == 0x200F;
    const bool no_character = (c & 0xFFFE) == 0xFFFE || (c >= 0xFDD0 && c <= 0xFDEF);
    return control || breaks_line || turns_direction || no_character;
}

std::string plain_name(std::string_view name) {
    return plain(name, false);
}

std::string plain_lines(std::string_view text) {
    return plain(text, true);
}

}  // namespace nanonas
