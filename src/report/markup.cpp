// SPDX-License-Identifier: MIT
#include "report/markup.h"

#include <algorithm>
#include <cstdint>

#include "base/plain_text.h"

namespace nanonas {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

std::string_view entity(char c) {
    switch (c) {
        case '&':
            return "&amp;";
        case '<':
            return "&lt;";
        case '>':
            return "&gt;";
        case '"':
            return "&quot;";
        case '\'':
            return "&#39;";
        default:
            return {};
    }
}

}  // namespace

std::string escape(std::string_view text) {
    std::string safe;
    while (!text.empty()) {
        std::uint32_t code_point = 0;
        const std::size_t length = utf8_sequence(text, code_point);
        const std::string_view named = entity(text.front());
        if (length == 0 || steers_output(code_point)) {
            safe += replacement;
        } else {
            safe += named.empty() ? text.substr(0, length) : named;
        }
        text.remove_prefix(std::max<std::size_t>(length, 1));
    }
    return safe;
}

}  // namespace nanonas
