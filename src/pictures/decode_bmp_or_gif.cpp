// SPDX-License-Identifier: MIT
// bmp and the first frame of a gif through stb_image, which reads both and little else that is met.
#include <memory>

#include "pictures/decoder.h"

#define STB_IMAGE_STATIC
#define STB_IMAGE_IMPLEMENTATION
#define STBI_ONLY_BMP
#define STBI_ONLY_GIF
#define STBI_NO_STDIO
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"
#include <stb/stb_image.h>
#pragma GCC diagnostic pop

namespace nanonas {
namespace {

// stb_image takes zeros for what it can't read: asking for more than there is must be noticed here.
struct Input {
    std::FILE* file = nullptr;
    bool exhausted = false;

    static int read(void* user, char* data, int size) {
        auto* input = static_cast<Input*>(user);
        const std::size_t n = std::fread(data, 1, static_cast<std::size_t>(size), input->file);
        if (n == 0) input->exhausted = true;
        return static_cast<int>(n);
    }
    static void skip(void* user, int bytes) {
        auto* input = static_cast<Input*>(user);
        if (std::fseek(input->file, bytes, SEEK_CUR) != 0) input->exhausted = true;
    }
    static int at_end(void* user) { return std::feof(static_cast<Input*>(user)->file); }
};
constexpr stbi_io_callbacks callbacks{Input::read, Input::skip, Input::at_end};

struct FreePixels {
    void operator()(stbi_uc* pixels) const { stbi_image_free(pixels); }
};

}  // namespace

Result<void> decode_bmp_or_gif(const EncodedPicture& picture, std::string_view format, RowSink& sink) {
    Input input{picture.file};
    int width = 0, height = 0, in_file = 0;
    if (!stbi_info_from_callbacks(&callbacks, &input, &width, &height, &in_file)) {
        return damaged(picture.name, format, input.exhausted ? ends_early : stbi_failure_reason());
    }
    const PictureSize size{height, width};
    NANONAS_TRY_VOID(check_picture_size(picture.name, size));

    constexpr std::int64_t bytes_a_pixel = 12;  // what stb_image holds of a gif at most
    const MemoryLease lease(picture.budget, size.pixels() * bytes_a_pixel);
    std::rewind(picture.file);
    input.exhausted = false;
    const std::unique_ptr<stbi_uc, FreePixels> rgb(
        stbi_load_from_callbacks(&callbacks, &input, &width, &height, &in_file, 3));
    if (input.exhausted) return damaged(picture.name, format, ends_early);
    if (!rgb) return damaged(picture.name, format, stbi_failure_reason());
    sink.begin(size);
    deliver_rgb(rgb.get(), size, picture.channels, sink);
    return {};
}

}  // namespace nanonas
