// SPDX-License-Identifier: MIT
#include "pictures/encode_png.h"

#include <spng.h>

#include <cstdlib>
#include <memory>

namespace nanonas {

Result<std::vector<std::byte>> encode_png(std::span<const std::uint8_t> pixels, const InputShape& shape) {
    const std::unique_ptr<spng_ctx, void (*)(spng_ctx*)> png(spng_ctx_new(SPNG_CTX_ENCODER), spng_ctx_free);
    if (!png) return failure("There is no memory left to write a png.");
    spng_set_option(png.get(), SPNG_ENCODE_TO_BUFFER, 1);
    spng_set_option(png.get(), SPNG_IMG_COMPRESSION_LEVEL, 3);
    spng_ihdr header{};
    header.width = static_cast<std::uint32_t>(shape.width);
    header.height = static_cast<std::uint32_t>(shape.height);
    header.bit_depth = 8;
    header.color_type = shape.channels == 1 ? SPNG_COLOR_TYPE_GRAYSCALE : SPNG_COLOR_TYPE_TRUECOLOR;
    spng_set_ihdr(png.get(), &header);
    int error =
        spng_encode_image(png.get(), pixels.data(), pixels.size(), SPNG_FMT_PNG, SPNG_ENCODE_FINALIZE);
    std::size_t length = 0;
    const std::unique_ptr<void, void (*)(void*)> bytes(
        error == 0 ? spng_get_png_buffer(png.get(), &length, &error) : nullptr, std::free);
    if (!bytes) return failure("libspng could not write a png: {}.", spng_strerror(error));
    const auto* begin = static_cast<const std::byte*>(bytes.get());
    return std::vector<std::byte>(begin, begin + length);
}

}  // namespace nanonas
