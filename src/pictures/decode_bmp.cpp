// SPDX-License-Identifier: MIT
// bmp by code of our own, for no library for it is maintained. Plain rows are read one by one in the order of
// the picture, whichever of them comes first in the file; run-length codes are drawn as a whole.
#include <algorithm>
#include <bit>
#include <vector>

#include "pictures/bmp_header.h"

namespace nanonas {
namespace {

// The value of a field of a pixel as one of 8 bits: short fields are repeated, long ones cut.
std::uint8_t field(std::uint32_t pixel, std::uint32_t mask) {
    const int bits = std::popcount(mask);
    std::uint32_t value = (pixel & mask) >> std::countr_zero(mask);
    if (bits >= 8) return static_cast<std::uint8_t>(value >> (bits - 8));
    std::uint32_t wide = 0;
    int filled = 0;
    for (; filled < 8; filled += bits) wide = wide << bits | value;
    return static_cast<std::uint8_t>(wide >> (filled - 8));
}

class BmpDecoder {
  public:
    BmpDecoder(const EncodedPicture& picture, BmpHeader header, RowSink& sink)
        : picture_(picture), header_(std::move(header)), sink_(sink), lease_(picture.budget) {}

    Result<void> decode() {
        for (const std::uint32_t mask : header_.masks) {
            if (std::popcount(mask) > 8) sink_.lost(Loss::depth);
        }
        return header_.coding == BmpHeader::Coding::plain ? decode_plain() : decode_runs();
    }

  private:
    tl::unexpected<Error> wrong(std::string_view why) const { return damaged(picture_.name, "bmp", why); }

    Result<void> decode_plain() {
        const auto [height, width] = header_.size;
        // The last row of some files is not filled up to four bytes.
        std::vector<std::uint8_t> stored(static_cast<std::size_t>((width * header_.bits + 7) / 8));
        std::vector<std::uint8_t> rgb(static_cast<std::size_t>(width) * 3);
        sink_.begin(header_.size);
        for (std::int64_t y = 0; y < height; ++y) {
            const std::int64_t row = header_.top_down ? y : height - 1 - y;
            const std::int64_t at = header_.pixels_at + row * header_.row_bytes();
            if (std::fseek(picture_.file, static_cast<long>(at), SEEK_SET) != 0 ||
                std::fread(stored.data(), 1, stored.size(), picture_.file) != stored.size()) {
                return wrong(ends_early);
            }
            expand(stored.data(), rgb.data());
            deliver_rgb(rgb.data(), {1, width}, picture_.channels, sink_);
        }
        if (translucent_ && !all_invisible_) sink_.lost(Loss::transparency);
        return {};
    }

    void expand(const std::uint8_t* stored, std::uint8_t* rgb) {
        const std::int64_t width = header_.size.width;
        if (header_.bits <= 8) {
            const int mask = (1 << header_.bits) - 1;
            for (std::int64_t x = 0; x < width; ++x, rgb += 3) {
                const std::int64_t bit = x * header_.bits;
                const int shift = 8 - header_.bits - static_cast<int>(bit % 8);
                put(static_cast<std::size_t>(stored[bit / 8] >> shift & mask), rgb);
            }
        } else if (header_.bits == 24) {
            for (std::int64_t x = 0; x < width; ++x, stored += 3, rgb += 3) {
                rgb[0] = stored[2], rgb[1] = stored[1], rgb[2] = stored[0];
            }
        } else {
            for (std::int64_t x = 0; x < width; ++x, rgb += 3) {
                std::uint32_t pixel = 0;
                for (int i = 0; i < header_.bits; i += 8) pixel |= std::uint32_t{*stored++} << i;
                for (std::size_t c = 0; c < 3; ++c) rgb[c] = field(pixel, header_.masks[c]);
                if (header_.masks[3] != 0) see_alpha(field(pixel, header_.masks[3]));
            }
        }
    }

    // Programs that know no alpha leave it 0 everywhere.
    void see_alpha(std::uint8_t alpha) {
        translucent_ = translucent_ || alpha != 255;
        all_invisible_ = all_invisible_ && alpha == 0;
    }

    void put(std::size_t index, std::uint8_t* rgb) const {
        const BmpHeader::Colour& colour = header_.colours[index];
        std::copy(colour.begin(), colour.end(), rgb);
    }

    // Pixels that no code reaches are those of the first colour.
    Result<void> decode_runs() {
        const auto [height, width] = header_.size;
        lease_.acquire(header_.size.pixels());
        indices_.assign(static_cast<std::size_t>(header_.size.pixels()), 0);
        if (std::fseek(picture_.file, header_.pixels_at, SEEK_SET) != 0) return wrong(ends_early);
        NANONAS_TRY_VOID(draw_runs());
        std::vector<std::uint8_t> rgb(static_cast<std::size_t>(width) * 3);
        sink_.begin(header_.size);
        for (std::int64_t y = 0; y < height; ++y) {
            const std::int64_t row = header_.top_down ? y : height - 1 - y;
            for (std::int64_t x = 0; x < width; ++x) {
                put(indices_[static_cast<std::size_t>(row * width + x)], rgb.data() + x * 3);
            }
            deliver_rgb(rgb.data(), {1, width}, picture_.channels, sink_);
        }
        return {};
    }

    // Pairs of bytes: a run's length and its value, or 0 and what else to do.
    Result<void> draw_runs() {
        while (row_ < header_.size.height) {
            const int length = std::fgetc(picture_.file), value = std::fgetc(picture_.file);
            if (value == EOF) return wrong(ends_early);
            if (length > 0) {
                for (int i = 0; i < length; ++i) draw(value, i);
            } else if (value == 0) {  // end of the row
                column_ = 0, ++row_;
            } else if (value == 1) {  // end of the picture
                return {};
            } else if (value == 2) {  // a step to the right and on
                const int right = std::fgetc(picture_.file), rows = std::fgetc(picture_.file);
                if (rows == EOF) return wrong(ends_early);
                column_ += right, row_ += rows;
            } else {
                NANONAS_TRY_VOID(draw_as_they_are(value));
            }
        }
        return {};
    }

    // `count` pixels without a code, filled up to two bytes.
    Result<void> draw_as_they_are(int count) {
        const int bytes = header_.coding == BmpHeader::Coding::rle8 ? count : (count + 1) / 2;
        int byte = 0;
        for (int i = 0; i < count; ++i) {
            if (header_.coding == BmpHeader::Coding::rle8 || i % 2 == 0) byte = std::fgetc(picture_.file);
            if (byte == EOF) return wrong(ends_early);
            draw(byte, i);
        }
        if (bytes % 2 != 0) std::fgetc(picture_.file);
        return {};
    }

    // A pixel of a byte that holds one, or two in turn. What lies beyond the row is left out.
    void draw(int byte, int turn) {
        const bool two = header_.coding == BmpHeader::Coding::rle4;
        const int index = !two ? byte : turn % 2 == 0 ? byte >> 4 : byte & 15;
        if (column_ < header_.size.width) {
            indices_[static_cast<std::size_t>(row_ * header_.size.width + column_)] =
                static_cast<std::uint8_t>(index);
        }
        ++column_;
    }

    const EncodedPicture& picture_;
    const BmpHeader header_;
    RowSink& sink_;
    MemoryLease lease_;
    bool translucent_ = false, all_invisible_ = true;
    std::vector<std::uint8_t> indices_;  // [row of the file][column]
    std::int64_t row_ = 0, column_ = 0;
};

}  // namespace

Result<void> decode_bmp(const EncodedPicture& picture, RowSink& sink) {
    NANONAS_TRY(BmpHeader header, read_bmp_header(picture));
    return BmpDecoder(picture, std::move(header), sink).decode();
}

}  // namespace nanonas
