// SPDX-License-Identifier: MIT
#include "pictures/decoder.h"

namespace nanonas {

Result<void> check_picture_size(std::string_view name, const PictureSize& size) {
    constexpr std::int64_t most_pixels = 100'000'000;
    constexpr std::int64_t longest_side = 65'535;
    if (size.height < 1 || size.width < 1) {
        return failure("\"{}\" says that it is {} x {} pixels large; replace or remove it.", name, size.width,
                       size.height);
    }
    if (size.height > longest_side || size.width > longest_side || size.pixels() > most_pixels) {
        return failure(
            "\"{}\" is {} x {} pixels large; nanonas reads up to 100 megapixels and 65535 a side: make it "
            "smaller.",
            name, size.width, size.height);
    }
    return {};
}

tl::unexpected<Error> damaged(std::string_view name, std::string_view format, std::string_view why) {
    return failure("\"{}\" is a damaged {} picture ({}); replace or remove it.", name, format, why);
}

tl::unexpected<Error> unsupported(std::string_view name, std::string_view format, std::string_view why) {
    return failure(
        "\"{}\" is a {} picture of a kind that nanonas doesn't read ({}); convert it to png or jpeg.", name,
        format, why);
}

void rgb_to_grey(const std::uint8_t* rgb, std::uint8_t* grey, std::int64_t pixels) {
    for (std::int64_t i = 0; i < pixels; ++i, rgb += 3) {
        *grey++ = static_cast<std::uint8_t>((19595 * rgb[0] + 38470 * rgb[1] + 7471 * rgb[2] + 32768) >> 16);
    }
}

void drop_alpha(std::uint8_t* rgba, std::int64_t pixels, RowSink& sink) {
    std::uint8_t* rgb = rgba;
    bool opaque = true;
    for (std::int64_t i = 0; i < pixels; ++i, rgba += 4) {
        opaque = opaque && rgba[3] == 255;
        for (int c = 0; c < 3; ++c) *rgb++ = rgba[c];
    }
    if (!opaque) sink.lost(Loss::transparency);
}

void deliver_rgb(std::uint8_t* rgb, const PictureSize& size, int channels, RowSink& sink) {
    for (std::int64_t y = 0; y < size.height; ++y) {
        std::uint8_t* row = rgb + y * size.width * 3;
        if (channels == 1) rgb_to_grey(row, row, size.width);
        sink.row(row);
    }
}

}  // namespace nanonas
