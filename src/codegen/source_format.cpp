// SPDX-License-Identifier: MIT
#include "nanonas/source_format.h"

#include <algorithm>
#include <charconv>
#include <limits>

namespace nanonas {
namespace {

constexpr int largest_side = 4096;

struct Format {
    PixelFormat format;
    std::string_view name;
    int bytes;
};
constexpr Format formats[] = {{PixelFormat::grey, "grey", 1},
                              {PixelFormat::rgb, "rgb", 3},
                              {PixelFormat::rgb565, "rgb565", 2},
                              {PixelFormat::rgb565le, "rgb565le", 2}};

const Format& entry(PixelFormat format) {
    return *std::ranges::find(formats, format, &Format::format);
}

// Reads digits and the separator behind them. More than fit an int are read as a side that is too large.
bool take_side(std::string_view& text, char separator, int& side) {
    const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
    if (digits == 0 || digits == text.size() || text[digits] != separator) return false;
    const auto read = std::from_chars(text.data(), text.data() + digits, side);
    if (read.ec != std::errc{}) side = std::numeric_limits<int>::max();
    text.remove_prefix(digits + 1);
    return true;
}

}  // namespace

int pixel_bytes(PixelFormat format) {
    return entry(format).bytes;
}

Result<void> check_source_format(const SourceFormat& source) {
    for (const int side : {source.width, source.height}) {
        if (side < 1 || side > largest_side) {
            return usage_error("A camera's picture of {}x{} has a side of {}; sides may be 1 to {} pixels.",
                               source.width, source.height, side, largest_side);
        }
    }
    return {};
}

Result<SourceFormat> parse_source_format(std::string_view text) {
    SourceFormat source;
    std::string_view rest = text;
    if (!take_side(rest, 'x', source.width) || !take_side(rest, ':', source.height)) {
        return usage_error(
            "\"{}\" is not a camera's format; write WIDTHxHEIGHT:FORMAT, such as 160x120:rgb565.", text);
    }
    const auto* const format = std::ranges::find(formats, rest, &Format::name);
    if (format == std::end(formats)) {
        return usage_error(
            "\"{}\" in \"{}\" is not a format of pixels; use grey, rgb, rgb565 (high byte first) or rgb565le "
            "(low byte first).",
            rest, text);
    }
    source.format = format->format;
    NANONAS_TRY_VOID(check_source_format(source));
    return source;
}

std::string to_string(const SourceFormat& source) {
    return fmt::format("{}x{}:{}", source.width, source.height, entry(source.format).name);
}

}  // namespace nanonas
