// SPDX-License-Identifier: MIT
#include "pictures/encode_png.h"

#include <png.h>

#include <csetjmp>

namespace nanonas {
namespace {

// Nothing with a destructor may live on the stack between setjmp and a call into libpng.
class PngEncoder {
  public:
    PngEncoder()
        : png_(png_create_write_struct(PNG_LIBPNG_VER_STRING, this, leave,
                                       [](png_structp, png_const_charp) {})) {
        if (png_) info_ = png_create_info_struct(png_);
    }
    ~PngEncoder() { png_destroy_write_struct(&png_, &info_); }
    PngEncoder(const PngEncoder&) = delete;
    PngEncoder& operator=(const PngEncoder&) = delete;

    bool encode(const std::uint8_t* pixels, const InputShape& shape) {
        if (!info_ || setjmp(jump_) != 0) return false;
        png_set_write_fn(png_, this, append, nullptr);
        png_set_compression_level(png_, 3);
        const int colours = shape.channels == 1 ? PNG_COLOR_TYPE_GRAY : PNG_COLOR_TYPE_RGB;
        png_set_IHDR(png_, info_, static_cast<png_uint_32>(shape.width),
                     static_cast<png_uint_32>(shape.height), 8, colours, PNG_INTERLACE_NONE,
                     PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
        png_write_info(png_, info_);
        const std::ptrdiff_t row_bytes = std::ptrdiff_t{shape.width} * shape.channels;
        for (std::ptrdiff_t y = 0; y < shape.height; ++y) png_write_row(png_, pixels + y * row_bytes);
        png_write_end(png_, info_);
        return true;
    }
    std::vector<std::byte> take() { return std::move(bytes_); }

  private:
    static void append(png_structp png, png_bytep data, std::size_t size) {
        auto* self = static_cast<PngEncoder*>(png_get_io_ptr(png));
        const auto* begin = reinterpret_cast<const std::byte*>(data);
        self->bytes_.insert(self->bytes_.end(), begin, begin + size);
    }
    [[noreturn]] static void leave(png_structp png, png_const_charp) {
        std::longjmp(static_cast<PngEncoder*>(png_get_error_ptr(png))->jump_, 1);
    }

    std::jmp_buf jump_{};
    std::vector<std::byte> bytes_;
    png_structp png_;
    png_infop info_ = nullptr;
};

}  // namespace

Result<std::vector<std::byte>> encode_png(std::span<const std::uint8_t> pixels, const InputShape& shape) {
    PngEncoder encoder;
    if (!encoder.encode(pixels.data(), shape)) return failure("There is no memory left to write a png.");
    return encoder.take();
}

}  // namespace nanonas
