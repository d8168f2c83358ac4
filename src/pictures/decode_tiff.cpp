// SPDX-License-Identifier: MIT
// tiff through libtiff, which makes rgb of every kind that it knows; of several pages the first.
#include <tiffio.h>

#include <algorithm>
#include <cstdarg>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "pictures/decoder.h"

namespace nanonas {
namespace {

std::FILE* file_of(thandle_t user) {
    return static_cast<std::FILE*>(user);
}

tmsize_t read(thandle_t user, void* data, tmsize_t size) {
    return static_cast<tmsize_t>(std::fread(data, 1, static_cast<std::size_t>(size), file_of(user)));
}

toff_t seek(thandle_t user, toff_t to, int from) {
    constexpr auto farthest = static_cast<toff_t>(std::numeric_limits<long>::max());
    if (to > farthest || std::fseek(file_of(user), static_cast<long>(to), from) != 0)
        return static_cast<toff_t>(-1);
    return static_cast<toff_t>(std::ftell(file_of(user)));
}

toff_t size_of(thandle_t user) {
    const long at = std::ftell(file_of(user));
    std::fseek(file_of(user), 0, SEEK_END);
    const long size = std::ftell(file_of(user));
    std::fseek(file_of(user), at, SEEK_SET);
    return static_cast<toff_t>(size);
}

// Keeps the first message.
int remember(TIFF*, void* user, const char*, const char* format, va_list arguments) {
    auto& message = *static_cast<std::string*>(user);
    if (!message.empty()) return 1;
    char text[256];
    std::vsnprintf(text, sizeof text, format, arguments);
    message = text;
    while (!message.empty() && message.back() == '.') message.pop_back();
    return 1;
}

int ignore(TIFF*, void*, const char*, const char*, va_list) {
    return 1;
}

struct CloseTiff {
    void operator()(TIFF* tiff) const { TIFFClose(tiff); }
};
using OwnedTiff = std::unique_ptr<TIFF, CloseTiff>;

OwnedTiff open(std::FILE* file, std::string& message) {
    constexpr tmsize_t largest_block = tmsize_t{1} << 29;
    TIFFOpenOptions* options = TIFFOpenOptionsAlloc();
    TIFFOpenOptionsSetMaxSingleMemAlloc(options, largest_block);
    TIFFOpenOptionsSetErrorHandlerExtR(options, remember, &message);
    TIFFOpenOptionsSetWarningHandlerExtR(options, ignore, nullptr);
    TIFF* tiff = TIFFClientOpenExt(
        "", "rm", file, read, [](thandle_t, void*, tmsize_t) -> tmsize_t { return 0; }, seek,
        [](thandle_t) { return 0; }, size_of, nullptr, nullptr, options);
    TIFFOpenOptionsFree(options);
    return OwnedTiff(tiff);
}

// Rows that are stored together: as many as a strip or a tile is high.
std::int64_t rows_of_block(TIFF* tiff, const PictureSize& size) {
    std::uint32_t rows = 0;
    if (TIFFIsTiled(tiff)) {
        TIFFGetField(tiff, TIFFTAG_TILELENGTH, &rows);
    } else {
        TIFFGetFieldDefaulted(tiff, TIFFTAG_ROWSPERSTRIP, &rows);
    }
    return std::clamp<std::int64_t>(rows, 1, size.height);
}

// Bytes of a strip or a tile.
std::int64_t block_bytes(TIFF* tiff) {
    const tmsize_t bytes = TIFFIsTiled(tiff) ? TIFFTileSize(tiff) : TIFFStripSize(tiff);
    return std::max<std::int64_t>(bytes, 0);
}

// Each pixel has alpha in its highest byte; alpha is dropped, in place.
void to_rgb(std::uint32_t* row, std::int64_t width, RowSink& sink) {
    auto* rgb = reinterpret_cast<std::uint8_t*>(row);
    bool opaque = true;
    for (std::int64_t x = 0; x < width; ++x, rgb += 3) {
        const std::uint32_t pixel = row[x];
        opaque = opaque && TIFFGetA(pixel) == 255;
        rgb[0] = static_cast<std::uint8_t>(TIFFGetR(pixel));
        rgb[1] = static_cast<std::uint8_t>(TIFFGetG(pixel));
        rgb[2] = static_cast<std::uint8_t>(TIFFGetB(pixel));
    }
    if (!opaque) sink.lost(Loss::transparency);
}

struct EndImage {
    void operator()(TIFFRGBAImage* image) const { TIFFRGBAImageEnd(image); }
};

// Block after block.
Result<void> decode(TIFF* tiff, const PictureSize& size, const EncodedPicture& picture,
                    const std::string& message, RowSink& sink) {
    const std::int64_t rows = rows_of_block(tiff, size);
    const MemoryLease lease(picture.budget, rows * size.width * 4 + block_bytes(tiff));
    char why[1024] = "";
    TIFFRGBAImage image{};
    if (!TIFFRGBAImageBegin(&image, tiff, 1, why)) return unsupported(picture.name, "tiff", why);
    const std::unique_ptr<TIFFRGBAImage, EndImage> end(&image);
    image.req_orientation = image.orientation;  // as stored: orientation is for who reads the picture
    std::vector<std::uint32_t> pixels(static_cast<std::size_t>(rows * size.width));
    sink.begin(size);
    for (std::int64_t top = 0; top < size.height; top += rows) {
        const std::int64_t count = std::min(rows, size.height - top);
        image.row_offset = static_cast<int>(top);
        if (!TIFFRGBAImageGet(&image, pixels.data(), image.width, static_cast<std::uint32_t>(count))) {
            return damaged(picture.name, "tiff", message.empty() ? "its pixels can't be read" : message);
        }
        for (std::int64_t y = 0; y < count; ++y) {
            std::uint32_t* row = pixels.data() + y * size.width;
            to_rgb(row, size.width, sink);
            deliver_rgb(reinterpret_cast<std::uint8_t*>(row), {1, size.width}, picture.channels, sink);
        }
    }
    return {};
}

}  // namespace

Result<void> decode_tiff(const EncodedPicture& picture, RowSink& sink) {
    std::string message;
    const OwnedTiff tiff = open(picture.file, message);
    if (!tiff) return damaged(picture.name, "tiff", message.empty() ? "its header makes no sense" : message);
    std::uint32_t width = 0, height = 0;
    std::uint16_t bits = 1;
    TIFFGetField(tiff.get(), TIFFTAG_IMAGEWIDTH, &width);
    TIFFGetField(tiff.get(), TIFFTAG_IMAGELENGTH, &height);
    TIFFGetFieldDefaulted(tiff.get(), TIFFTAG_BITSPERSAMPLE, &bits);
    const PictureSize size{height, width};
    NANONAS_TRY_VOID(check_picture_size(picture.name, size));
    char why[1024] = "";
    if (!TIFFRGBAImageOK(tiff.get(), why)) return unsupported(picture.name, "tiff", why);
    if (bits > 8) sink.lost(Loss::depth);
    return decode(tiff.get(), size, picture, message, sink);
}

}  // namespace nanonas
