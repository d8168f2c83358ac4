// SPDX-License-Identifier: MIT
// EXIF orientation: how a camera was held, told by a number from 1 (upright) to 8.
#pragma once

#include <cstdint>
#include <cstdio>
#include <span>
#include <vector>

#include "nanonas/input_shape.h"
#include "pictures/picture_format.h"

namespace nanonas {

// Tag 0x0112 of an EXIF block (a TIFF header and its first directory); 1 where there is none or it makes no
// sense.
int exif_orientation(std::span<const std::uint8_t> exif);

// Walks through the file's segments (jpeg APP1, png eXIf, webp EXIF, tiff) without decoding; heic and avif
// are turned by their decoder. Leaves the file
// anywhere.
int read_orientation(std::FILE* file, PictureFormat format);

// Whether the picture lies on its side, so that its height becomes its width.
constexpr bool turns_aside(int orientation) {
    return orientation >= 5;
}

// `pixels` as stored, to the upright picture of `shape`; [height][width][channels] both.
std::vector<std::uint8_t> upright(std::vector<std::uint8_t> pixels, const InputShape& shape, int orientation);

}  // namespace nanonas
