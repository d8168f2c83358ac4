// SPDX-License-Identifier: MIT
#include "pictures/bmp_header.h"

#include <algorithm>
#include <bit>
#include <span>

namespace nanonas {
namespace {

constexpr std::int64_t file_header_bytes = 14;
constexpr std::uint32_t os2_header_bytes = 12, windows_header_bytes = 40, largest_header_bytes = 124;

// The numbers of a header, little endian; those that it is too short for are 0.
class Fields {
  public:
    explicit Fields(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}
    std::uint32_t number(std::size_t at, std::size_t width) const {
        std::uint32_t value = 0;
        for (std::size_t i = width; i-- > 0;)
            value = value << 8 | (at + i < bytes_.size() ? bytes_[at + i] : 0u);
        return value;
    }

  private:
    std::span<const std::uint8_t> bytes_;
};

// As BITMAPINFOHEADER's biCompression has them.
enum Compression : std::uint32_t {
    plain = 0,
    rle8 = 1,
    rle4 = 2,
    bit_fields = 3,
    jpeg = 4,
    png = 5,
    alpha_fields = 6
};

class HeaderReader {
  public:
    explicit HeaderReader(const EncodedPicture& picture) : picture_(picture) {}

    Result<BmpHeader> read() {
        std::array<std::uint8_t, file_header_bytes + 4> start{};
        if (!fill(start)) return wrong(ends_early);
        pixels_at_ = Fields(start).number(10, 4);
        header_bytes_ = Fields(start).number(14, 4);
        os2_ = header_bytes_ == os2_header_bytes;
        if (!os2_ && (header_bytes_ < 16 || header_bytes_ > largest_header_bytes)) {
            return unsupported(picture_.name, "bmp", fmt::format("a header of {} bytes", header_bytes_));
        }
        std::array<std::uint8_t, largest_header_bytes> bytes{};  // from the size of the header on
        if (!fill(std::span(bytes).subspan(4, header_bytes_ - 4))) return wrong(ends_early);
        const Fields fields{std::span<const std::uint8_t>(bytes).first(header_bytes_)};
        NANONAS_TRY_VOID(take_size(fields));
        NANONAS_TRY_VOID(take_coding(fields));
        NANONAS_TRY_VOID(take_masks(fields));
        NANONAS_TRY_VOID(take_colours(fields));
        const std::int64_t behind = file_header_bytes + header_bytes_ + read_behind_;
        header_.pixels_at = static_cast<long>(pixels_at_ == 0 ? behind : pixels_at_);
        if (pixels_at_ != 0 && pixels_at_ < file_header_bytes + header_bytes_)
            return wrong("its pixels lie in its header");
        return std::move(header_);
    }

  private:
    tl::unexpected<Error> wrong(std::string_view why) const { return damaged(picture_.name, "bmp", why); }

    bool fill(std::span<std::uint8_t> bytes) const {
        return std::fread(bytes.data(), 1, bytes.size(), picture_.file) == bytes.size();
    }

    Result<void> take_size(const Fields& fields) {
        const auto number = [&](std::size_t at) {
            return std::int64_t{static_cast<std::int32_t>(fields.number(at, 4))};
        };
        const std::int64_t width = os2_ ? std::int64_t{fields.number(4, 2)} : number(4);
        const std::int64_t height = os2_ ? std::int64_t{fields.number(6, 2)} : number(8);
        header_.top_down = height < 0;
        header_.size = {header_.top_down ? -height : height, width};
        if (fields.number(os2_ ? 8 : 12, 2) != 1) return wrong("it has other than one plane");
        header_.bits = static_cast<int>(fields.number(os2_ ? 10 : 14, 2));
        return check_picture_size(picture_.name, header_.size);
    }

    Result<void> take_coding(const Fields& fields) {
        compression_ = os2_ ? plain : fields.number(16, 4);
        const int bits = header_.bits;
        constexpr std::array known{1, 2, 4, 8, 16, 24, 32};
        if (std::find(known.begin(), known.end(), bits) == known.end()) {
            return wrong(fmt::format("{} bits a pixel make no sense", bits));
        }
        const bool masks = compression_ == bit_fields || compression_ == alpha_fields;
        constexpr std::uint32_t os2_second_header_bytes = 64;
        if (header_bytes_ == os2_second_header_bytes &&
            compression_ > rle4) {  // as a fax, or runs of 24 bits
            return unsupported(picture_.name, "bmp", fmt::format("compression {} of OS/2", compression_));
        }
        if (compression_ == rle8 && bits == 8) {
            header_.coding = BmpHeader::Coding::rle8;
        } else if (compression_ == rle4 && bits == 4) {
            header_.coding = BmpHeader::Coding::rle4;
        } else if (compression_ == jpeg || compression_ == png) {
            return unsupported(picture_.name, "bmp", compression_ == jpeg ? "a jpeg inside" : "a png inside");
        } else if (compression_ > alpha_fields) {
            return unsupported(picture_.name, "bmp", fmt::format("compression {}", compression_));
        } else if (compression_ != plain && !(masks && (bits == 16 || bits == 32))) {
            return wrong(fmt::format("compression {} of {} bits a pixel makes no sense", compression_, bits));
        }
        return {};
    }

    // In the header from V2 on, else behind it.
    Result<void> take_masks(const Fields& fields) {
        auto& masks = header_.masks;
        if (header_.bits != 16 && header_.bits != 32) return {};
        if (compression_ == plain) {
            masks = header_.bits == 16 ? std::array<std::uint32_t, 4>{0x7C00, 0x3E0, 0x1F, 0}
                                       : std::array<std::uint32_t, 4>{0xFF0000, 0xFF00, 0xFF, 0};
            return {};
        }
        std::array<std::uint8_t, 16> behind{};
        const bool inside = header_bytes_ >= windows_header_bytes + 12;
        const std::size_t count = compression_ == alpha_fields ? 4 : 3;
        if (!inside) {
            if (!fill(std::span(behind).first(count * 4))) return wrong(ends_early);
            read_behind_ = static_cast<std::int64_t>(count) * 4;
        }
        for (std::size_t i = 0; i < 4; ++i) {
            masks[i] =
                inside ? fields.number(windows_header_bytes + i * 4, 4) : Fields(behind).number(i * 4, 4);
            if (!contiguous(masks[i]) || (masks[i] == 0 && i < 3))
                return wrong("its masks of colours make no sense");
        }
        return {};
    }

    static bool contiguous(std::uint32_t mask) {
        return mask == 0 || std::popcount(mask) == 32 - std::countl_zero(mask) - std::countr_zero(mask);
    }

    // As many as lie before the pixels, whatever their number in the header is.
    Result<void> take_colours(const Fields& fields) {
        if (header_.bits > 8) return {};
        const std::int64_t colour_bytes = os2_ ? 3 : 4;
        const std::int64_t most = std::int64_t{1} << header_.bits;
        const std::int64_t room = (pixels_at_ - file_header_bytes - header_bytes_) / colour_bytes;
        const std::uint32_t told = os2_ ? 0 : fields.number(32, 4);
        const std::int64_t wanted = told == 0 ? most : std::min<std::int64_t>(told, most);
        std::vector<std::uint8_t> bytes(static_cast<std::size_t>(
            colour_bytes * (pixels_at_ == 0 ? wanted : std::clamp<std::int64_t>(room, 0, most))));
        if (!fill(bytes)) return wrong(ends_early);
        read_behind_ = static_cast<std::int64_t>(bytes.size());
        if (bytes.empty()) return wrong("it has no table of colours");
        header_.colours.resize(static_cast<std::size_t>(most));
        for (std::size_t i = 0, at = 0; at < bytes.size();
             ++i, at += static_cast<std::size_t>(colour_bytes)) {
            header_.colours[i] = {bytes[at + 2], bytes[at + 1], bytes[at]};
        }
        return {};
    }

    const EncodedPicture& picture_;
    BmpHeader header_;
    std::int64_t pixels_at_ = 0;
    std::uint32_t header_bytes_ = 0, compression_ = plain;
    std::int64_t read_behind_ = 0;  // bytes of masks or colours behind the header
    bool os2_ = false;              // numbers of two bytes, colours of three
};

}  // namespace

Result<BmpHeader> read_bmp_header(const EncodedPicture& picture) {
    return HeaderReader(picture).read();
}

}  // namespace nanonas
