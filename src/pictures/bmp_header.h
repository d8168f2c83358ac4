// SPDX-License-Identifier: MIT
// The header of a bmp: of OS/2 (12 to 64 bytes) and of Windows (40 bytes, with V2 to V5 up to 124).
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "pictures/decoder.h"

namespace nanonas {

struct BmpHeader {
    enum class Coding { plain, rle4, rle8 };
    using Colour = std::array<std::uint8_t, 3>;

    PictureSize size;
    bool top_down = false;
    int bits = 0;  // a pixel: 1, 2, 4, 8, 16, 24 or 32
    Coding coding = Coding::plain;
    std::array<std::uint32_t, 4>
        masks{};                  // of red, green, blue and alpha, of 16 and 32 bits; alpha's may be 0
    std::vector<Colour> colours;  // of up to 8 bits; what is missing is black
    long pixels_at = 0;           // where in the file the pixels begin

    // Of a row as it is stored, filled up to four bytes.
    std::int64_t row_bytes() const { return (size.width * bits + 31) / 32 * 4; }
};

// The file stands behind what was read.
Result<BmpHeader> read_bmp_header(const EncodedPicture& picture);

}  // namespace nanonas
