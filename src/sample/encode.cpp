// SPDX-License-Identifier: MIT
#include "sample/encode.h"

#include <csetjmp>
#include <cstdio>
#include <cstdlib>
#include <memory>

#include <jpeglib.h>

namespace nanonas::sample {
namespace {

struct JpegErrors {
    jpeg_error_mgr manager;
    std::jmp_buf escape;
    char message[JMSG_LENGTH_MAX];
};

void leave(j_common_ptr jpeg) {
    auto* errors = reinterpret_cast<JpegErrors*>(jpeg->err);
    jpeg->err->format_message(jpeg, errors->message);
    std::longjmp(errors->escape, 1);
}

// Nothing in here has a destructor: libjpeg reports errors by a long jump.
bool compress(const std::uint8_t* pixels, int size, int quality, bool full_colour, JpegErrors& errors,
              unsigned char** bytes, unsigned long* length) {
    jpeg_compress_struct jpeg;
    jpeg.err = jpeg_std_error(&errors.manager);
    errors.manager.error_exit = leave;
    if (setjmp(errors.escape)) {
        jpeg_destroy_compress(&jpeg);
        return false;
    }
    jpeg_create_compress(&jpeg);
    jpeg_mem_dest(&jpeg, bytes, length);
    jpeg.image_width = jpeg.image_height = static_cast<JDIMENSION>(size);
    jpeg.input_components = 3;
    jpeg.in_color_space = JCS_RGB;
    jpeg_set_defaults(&jpeg);
    jpeg_set_quality(&jpeg, quality, TRUE);
    jpeg.dct_method = JDCT_ISLOW;
    jpeg.comp_info[0].h_samp_factor = jpeg.comp_info[0].v_samp_factor = full_colour ? 1 : 2;
    jpeg_start_compress(&jpeg, TRUE);
    while (jpeg.next_scanline < jpeg.image_height) {
        JSAMPROW row = const_cast<JSAMPROW>(pixels + std::size_t{jpeg.next_scanline} *
                                                         static_cast<std::size_t>(size) * 3);
        jpeg_write_scanlines(&jpeg, &row, 1);
    }
    jpeg_finish_compress(&jpeg);
    jpeg_destroy_compress(&jpeg);
    return true;
}

}  // namespace

Result<std::vector<std::byte>> encode_jpeg(std::span<const std::uint8_t> pixels, int size, int quality,
                                           bool full_colour) {
    JpegErrors errors;
    unsigned char* bytes = nullptr;
    unsigned long length = 0;
    const bool done = compress(pixels.data(), size, quality, full_colour, errors, &bytes, &length);
    const std::unique_ptr<unsigned char, void (*)(void*)> owner(bytes, std::free);
    if (!done) return failure("libjpeg could not write a sample picture: {}.", errors.message);
    const auto* begin = reinterpret_cast<const std::byte*>(bytes);
    return std::vector<std::byte>(begin, begin + length);
}

}  // namespace nanonas::sample
