// SPDX-License-Identifier: MIT
// png through libpng: every colour type and depth becomes 8-bit rgb (16 bits are cut), alpha is dropped.
#include <png.h>

#include <csetjmp>
#include <string>
#include <vector>

#include "pictures/decoder.h"

namespace nanonas {
namespace {

// Nothing with a destructor may live on the stack between setjmp and a call into libpng: what needs one is a
// member.
class PngDecoder {
  public:
    PngDecoder(const EncodedPicture& picture, RowSink& sink)
        : picture_(picture), sink_(sink), lease_(picture.budget) {}
    ~PngDecoder() { png_destroy_read_struct(&png_, &info_, nullptr); }
    PngDecoder(const PngDecoder&) = delete;
    PngDecoder& operator=(const PngDecoder&) = delete;

    Result<void> decode() {
        png_ =
            png_create_read_struct(PNG_LIBPNG_VER_STRING, this, leave, [](png_structp, png_const_charp) {});
        if (png_) info_ = png_create_info_struct(png_);
        if (!info_) return failure("There is not enough memory to read \"{}\".", picture_.name);
        if (!run()) return damaged(picture_.name, "png", exhausted_ ? ends_early : reason_);
        return std::move(outcome_);
    }

  private:
    bool run() {
        if (setjmp(jump_) != 0) return false;
        constexpr png_alloc_size_t longest_chunk = 1 << 24;
        constexpr png_uint_32 most_chunks = 1000;
        png_set_chunk_malloc_max(png_, longest_chunk);
        png_set_chunk_cache_max(png_, most_chunks);
        png_set_read_fn(png_, this, read);
        png_read_info(png_, info_);
        if (!prepare()) return true;
        if (passes_ > 1) {
            read_interlaced();
        } else {
            for (std::int64_t y = 0; y < size_.height; ++y) {
                png_read_row(png_, pixels_.data(), nullptr);
                deliver(pixels_.data());
            }
        }
        return true;
    }

    bool prepare() {
        size_ = {png_get_image_height(png_, info_), png_get_image_width(png_, info_)};
        outcome_ = check_picture_size(picture_.name, size_);
        if (!outcome_) return false;
        if (png_get_bit_depth(png_, info_) == 16) sink_.lost(Loss::depth);
        png_set_expand(png_);  // palettes, fewer than 8 bits, a transparent colour
        png_set_strip_16(png_);
        png_set_gray_to_rgb(png_);
        passes_ = png_set_interlace_handling(png_);
        png_read_update_info(png_, info_);
        channels_ = png_get_channels(png_, info_);
        const std::int64_t rows = passes_ > 1 ? size_.height : 1;
        if (passes_ > 1) lease_.acquire(size_.pixels() * channels_);
        pixels_.resize(static_cast<std::size_t>(rows * size_.width * channels_));
        sink_.begin(size_);
        return true;
    }

    void read_interlaced() {
        const std::size_t row_bytes = static_cast<std::size_t>(size_.width) * channels_;
        for (int pass = 0; pass < passes_; ++pass) {
            for (std::size_t y = 0; y < static_cast<std::size_t>(size_.height); ++y) {
                png_read_row(png_, pixels_.data() + y * row_bytes, nullptr);
            }
        }
        for (std::size_t y = 0; y < static_cast<std::size_t>(size_.height); ++y) {
            deliver(pixels_.data() + y * row_bytes);
        }
    }

    // A row of rgb or rgba, in place.
    void deliver(std::uint8_t* row) {
        if (channels_ == 4) drop_alpha(row, size_.width, sink_);
        deliver_rgb(row, {1, size_.width}, picture_.channels, sink_);
    }

    static void read(png_structp png, png_bytep data, std::size_t size) {
        auto* self = static_cast<PngDecoder*>(png_get_io_ptr(png));
        if (std::fread(data, 1, size, self->picture_.file) == size) return;
        self->exhausted_ = true;
        png_error(png, "");
    }
    [[noreturn]] static void leave(png_structp png, png_const_charp message) {
        auto* self = static_cast<PngDecoder*>(png_get_error_ptr(png));
        self->reason_.assign(message);
        std::longjmp(self->jump_, 1);
    }

    const EncodedPicture& picture_;
    RowSink& sink_;
    MemoryLease lease_;
    png_structp png_ = nullptr;
    png_infop info_ = nullptr;
    std::jmp_buf jump_{};
    PictureSize size_{};
    int passes_ = 1;
    unsigned channels_ = 3;
    bool exhausted_ = false;
    std::string reason_;
    Result<void> outcome_;
    std::vector<std::uint8_t> pixels_;  // a row, or the whole of an interlaced picture
};

}  // namespace

Result<void> decode_png(const EncodedPicture& picture, RowSink& sink) {
    return PngDecoder(picture, sink).decode();
}

}  // namespace nanonas
