// SPDX-License-Identifier: MIT
// What the decoders of the single formats have in common: where a picture comes from, where its rows go, and
// how a picture that can't be read is called. Each decoder stands in a file of its own.
#pragma once

#include <cstdint>
#include <cstdio>
#include <string_view>

#include "dataset/resize.h"
#include "nanonas/result.h"
#include "pictures/memory_budget.h"

namespace nanonas {

struct EncodedPicture {
    std::FILE* file = nullptr;  // at its start
    std::string_view name;      // what errors call it
    int channels = 3;           // wanted: 1 (grey) or 3 (rgb)
    MemoryBudget* budget = nullptr;
};

// What a file says of its pixels that three bytes a pixel can't hold.
enum class Loss {
    transparency,  // some pixel is not opaque
    depth,         // more than 8 bits a channel
};

// Takes a picture as it is decoded: its size, then every row from the top, [width][channels] bytes.
class RowSink {
  public:
    virtual ~RowSink() = default;
    virtual void begin(const PictureSize& size) = 0;
    virtual void row(const std::uint8_t* pixels) = 0;
    virtual void lost(Loss) {}  // at any time, any number of times
};

// Rows go into `sink` while the file is read; only what can't be had by rows (progressive jpeg, interlaced
// png, webp, gif, run-length encoded bmp, heic, avif) is decoded whole, under the budget. Errors say what is
// wrong with the picture; the sink has then seen any number of rows.
Result<void> decode_bmp(const EncodedPicture& picture, RowSink& sink);
Result<void> decode_gif(const EncodedPicture& picture, RowSink& sink);
Result<void> decode_jpeg(const EncodedPicture& picture, RowSink& sink);
Result<void> decode_png(const EncodedPicture& picture, RowSink& sink);
Result<void> decode_webp(const EncodedPicture& picture, RowSink& sink);
// Where nanonas is built with libheif and libtiff.
Result<void> decode_heif(const EncodedPicture& picture, std::string_view format, RowSink& sink);
Result<void> decode_tiff(const EncodedPicture& picture, RowSink& sink);

// From the header alone: above 100 megapixels, or a side above 65,535 pixels, is refused.
Result<void> check_picture_size(std::string_view name, const PictureSize& size);

// "NAME" is a damaged FORMAT picture (WHY); replace or remove it.
tl::unexpected<Error> damaged(std::string_view name, std::string_view format, std::string_view why);
// "NAME" is a FORMAT picture of a kind that nanonas doesn't read (WHY); convert it to png or jpeg.
tl::unexpected<Error> unsupported(std::string_view name, std::string_view format, std::string_view why);
inline constexpr std::string_view ends_early = "the file ends before the picture does";

// Y = 0.299 R + 0.587 G + 0.114 B rounded to the nearest integer, in the 16-bit fixed point of jpeg files.
// `rgb` and `grey` may be the same.
void rgb_to_grey(const std::uint8_t* rgb, std::uint8_t* grey, std::int64_t pixels);

// rgba to rgb in place; tells of transparency where a pixel has some.
void drop_alpha(std::uint8_t* rgba, std::int64_t pixels, RowSink& sink);

// Rows of a picture that was decoded whole as rgb.
void deliver_rgb(std::uint8_t* rgb, const PictureSize& size, int channels, RowSink& sink);

}  // namespace nanonas
