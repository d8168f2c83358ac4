// SPDX-License-Identifier: MIT
#include "pictures/orientation.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>

namespace nanonas {
namespace {

constexpr std::size_t longest_exif = 65536;
constexpr int most_segments = 10000;  // a file may claim any number of empty ones

template <std::size_t N>
bool take(std::FILE* file, std::array<std::uint8_t, N>& bytes) {
    return std::fread(bytes.data(), 1, N, file) == N;
}

template <std::size_t N>
bool equal(const std::array<std::uint8_t, N>& bytes, std::size_t at, std::string_view text) {
    return std::memcmp(bytes.data() + at, text.data(), text.size()) == 0;
}

std::uint32_t big_endian(const std::uint8_t* bytes, int count) {
    std::uint32_t value = 0;
    for (int i = 0; i < count; ++i) value = value << 8 | bytes[i];
    return value;
}

std::uint32_t little_endian(const std::uint8_t* bytes, int count) {
    std::uint32_t value = 0;
    for (int i = count - 1; i >= 0; --i) value = value << 8 | bytes[i];
    return value;
}

// The next `size` bytes, or as many of them as an orientation could need, parsed.
int orientation_of_next(std::FILE* file, std::size_t size) {
    std::vector<std::uint8_t> exif(std::min(size, longest_exif));
    exif.resize(std::fread(exif.data(), 1, exif.size(), file));
    constexpr std::string_view prefix("Exif\0\0", 6);  // always in jpeg, now and then in webp
    const bool prefixed =
        exif.size() > prefix.size() && std::memcmp(exif.data(), prefix.data(), prefix.size()) == 0;
    return exif_orientation(std::span(exif).subspan(prefixed ? prefix.size() : 0));
}

int jpeg_orientation(std::FILE* file) {
    std::fseek(file, 2, SEEK_SET);
    std::array<std::uint8_t, 4> marker{};  // FF, code, length of what follows with itself
    for (int i = 0; i < most_segments && take(file, marker) && marker[0] == 0xFF; ++i) {
        if (marker[1] == 0xFF) {  // a fill byte
            std::fseek(file, -3, SEEK_CUR);
            continue;
        }
        constexpr std::uint8_t app1 = 0xE1, start_of_scan = 0xDA;
        const long length = static_cast<long>(big_endian(&marker[2], 2)) - 2;
        if (marker[1] == start_of_scan || length < 0) break;
        const long start = std::ftell(file);
        std::array<std::uint8_t, 6> kind{};
        if (marker[1] == app1 && length > 6 && take(file, kind) && equal(kind, 0, {"Exif\0\0", 6})) {
            return orientation_of_next(file, static_cast<std::size_t>(length) - 6);
        }
        std::fseek(file, start + length, SEEK_SET);
    }
    return 1;
}

int png_orientation(std::FILE* file) {
    std::fseek(file, 8, SEEK_SET);
    std::array<std::uint8_t, 8> chunk{};  // length, type; a checksum of 4 bytes follows the data
    for (int i = 0; i < most_segments && take(file, chunk) && !equal(chunk, 4, "IEND"); ++i) {
        const std::uint32_t length = big_endian(chunk.data(), 4);
        if (equal(chunk, 4, "eXIf")) return orientation_of_next(file, length);
        std::fseek(file, static_cast<long>(length) + 4, SEEK_CUR);
    }
    return 1;
}

int webp_orientation(std::FILE* file) {
    std::fseek(file, 12, SEEK_SET);
    std::array<std::uint8_t, 8> chunk{};  // type, length; data are padded to an even length
    for (int i = 0; i < most_segments && take(file, chunk); ++i) {
        const std::uint32_t length = little_endian(&chunk[4], 4);
        if (equal(chunk, 0, "EXIF")) return orientation_of_next(file, length);
        std::fseek(file, static_cast<long>(length) + (length & 1), SEEK_CUR);
    }
    return 1;
}

// A tiff file is laid out as an EXIF block is; its first directory may stand anywhere.
int tiff_orientation(std::FILE* file) {
    std::fseek(file, 0, SEEK_SET);
    std::array<std::uint8_t, 8> header{};
    std::array<std::uint8_t, 2> count{};
    if (!take(file, header)) return 1;
    const bool little = header[0] == 'I';
    const auto number = [little](const std::uint8_t* bytes, int size) {
        return little ? little_endian(bytes, size) : big_endian(bytes, size);
    };
    std::fseek(file, static_cast<long>(number(&header[4], 4)), SEEK_SET);
    if (!take(file, count)) return 1;
    // The same block with the directory right behind the header.
    std::vector<std::uint8_t> block(header.begin(), header.end());
    for (std::size_t i = 4; i < 8; ++i) block[i] = 0;
    block[little ? 4 : 7] = 8;
    block.insert(block.end(), count.begin(), count.end());
    constexpr std::size_t entry_bytes = 12;
    const std::size_t before = block.size();
    block.resize(before + number(count.data(), 2) * entry_bytes);
    block.resize(before + std::fread(block.data() + before, 1, block.size() - before, file));
    return exif_orientation(block);
}

}  // namespace

int exif_orientation(std::span<const std::uint8_t> exif) {
    constexpr std::size_t header = 8, entry_bytes = 12;
    if (exif.size() < header) return 1;
    const bool little = exif[0] == 'I' && exif[1] == 'I';
    if (!little && !(exif[0] == 'M' && exif[1] == 'M')) return 1;
    const auto number = [&](std::size_t at, int count) {
        return little ? little_endian(&exif[at], count) : big_endian(&exif[at], count);
    };
    const std::size_t directory = number(4, 4);
    if (number(2, 2) != 42 || directory > exif.size() - 2) return 1;
    const std::size_t entries = number(directory, 2);
    for (std::size_t i = 0; i < entries; ++i) {
        const std::size_t entry = directory + 2 + i * entry_bytes;
        if (entry + entry_bytes > exif.size()) return 1;
        constexpr std::uint32_t orientation = 0x0112, type_short = 3;
        if (number(entry, 2) != orientation) continue;
        const std::uint32_t value = number(entry + 8, 2);
        return number(entry + 2, 2) == type_short && value >= 1 && value <= 8 ? static_cast<int>(value) : 1;
    }
    return 1;
}

int read_orientation(std::FILE* file, PictureFormat format) {
    switch (format) {
        case PictureFormat::jpeg:
            return jpeg_orientation(file);
        case PictureFormat::png:
            return png_orientation(file);
        case PictureFormat::webp:
            return webp_orientation(file);
        case PictureFormat::tiff:
            return tiff_orientation(file);
        default:
            return 1;
    }
}

std::vector<std::uint8_t> upright(std::vector<std::uint8_t> pixels, const InputShape& shape,
                                  int orientation) {
    if (orientation == 1) return pixels;
    // The stored picture, turned to and fro: 2 mirrored, 3 upside down, 4 both, 5 to 8 the same after an
    // exchange of rows and columns.
    const bool aside = turns_aside(orientation);
    const int stored_height = aside ? shape.width : shape.height;
    const int stored_width = aside ? shape.height : shape.width;
    const bool from_bottom = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
    const bool from_right = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
    std::vector<std::uint8_t> result(pixels.size());
    std::uint8_t* out = result.data();
    for (int y = 0; y < shape.height; ++y) {
        for (int x = 0; x < shape.width; ++x) {
            const int row = aside ? x : y, column = aside ? y : x;
            const int stored_row = from_bottom ? stored_height - 1 - row : row;
            const int stored_column = from_right ? stored_width - 1 - column : column;
            const std::uint8_t* in =
                pixels.data() + (std::int64_t{stored_row} * stored_width + stored_column) * shape.channels;
            for (int c = 0; c < shape.channels; ++c) *out++ = in[c];
        }
    }
    return result;
}

}  // namespace nanonas
