// SPDX-License-Identifier: MIT
/// @file
/// What a camera gives, for C that makes the network's pictures of it.
#pragma once

#include <string>
#include <string_view>

#include "nanonas/result.h"

namespace nanonas {

/// How a camera puts a pixel into bytes.
enum class PixelFormat {
    grey,      ///< a byte a pixel
    rgb,       ///< three bytes: red, green, blue
    rgb565,    ///< two bytes, the high one (red, and green's upper half) first, as cameras send them
    rgb565le,  ///< the same two bytes, the low one first, as a little-endian processor keeps them
};

/// A camera's picture.
struct SourceFormat {
    int width = 0;                             ///< pixels
    int height = 0;                            ///< pixels
    PixelFormat format = PixelFormat::rgb565;  ///< of each of them
};

/// 1, 2 or 3.
int pixel_bytes(PixelFormat format);

/// Sides may be 1 to 4096 pixels.
Result<void> check_source_format(const SourceFormat& source);

/// "160x120:rgb565": the width, the height, and the name of a pixel format.
Result<SourceFormat> parse_source_format(std::string_view text);
/// "160x120:rgb565".
std::string to_string(const SourceFormat& source);

}  // namespace nanonas
