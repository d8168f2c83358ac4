// SPDX-License-Identifier: MIT
#include "nanonas/input_shape.h"

#include <algorithm>
#include <charconv>

namespace nanonas {
namespace {

constexpr int largest_side = 1024;

// Reads a number of at most four digits and the separator behind it (0: the end).
bool take_number(std::string_view& text, char separator, int& value) {
    const auto [end, error] =
        std::from_chars(text.data(), text.data() + std::min<std::size_t>(text.size(), 4), value);
    if (error != std::errc{} || end == text.data() || *text.data() == '-') return false;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    if (separator == 0) return text.empty();
    if (text.empty() || text.front() != separator) return false;
    text.remove_prefix(1);
    return true;
}

}  // namespace

Result<void> check_input_shape(const InputShape& shape) {
    for (int side : {shape.height, shape.width}) {
        if (side < 1 || side > largest_side) {
            return usage_error("The input shape {} has a side of {}; sides may be 1 to {} pixels.",
                               to_string(shape), side, largest_side);
        }
    }
    if (shape.channels != 1 && shape.channels != 3) {
        return usage_error("The input shape {} has {} channels; use 1 for grey or 3 for rgb.",
                           to_string(shape), shape.channels);
    }
    return {};
}

Result<InputShape> parse_input_shape(std::string_view text) {
    InputShape shape;
    std::string_view rest = text;
    if (!take_number(rest, 'x', shape.height) || !take_number(rest, 'x', shape.width) ||
        !take_number(rest, 0, shape.channels)) {
        return usage_error("\"{}\" is not an input shape; write HEIGHTxWIDTHxCHANNELS, such as 50x50x3.",
                           text);
    }
    NANONAS_TRY_VOID(check_input_shape(shape));
    return shape;
}

std::string to_string(const InputShape& shape) {
    return fmt::format("{}x{}x{}", shape.height, shape.width, shape.channels);
}

}  // namespace nanonas
