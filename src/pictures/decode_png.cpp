// SPDX-License-Identifier: MIT
// png through libspng: every colour type and depth becomes 8-bit rgb (16 bits are cut), alpha is dropped.
#include <spng.h>

#include <memory>
#include <vector>

#include "pictures/decoder.h"

namespace nanonas {
namespace {

struct FreeContext {
    void operator()(spng_ctx* context) const { spng_ctx_free(context); }
};

tl::unexpected<Error> damaged_png(const EncodedPicture& picture, int error) {
    return damaged(picture.name, "png",
                   error == SPNG_IO_EOF || error == SPNG_EIDAT_TOO_SHORT ? ends_early : spng_strerror(error));
}

Result<void> decode_rows(spng_ctx* context, const EncodedPicture& picture, const PictureSize& size,
                         RowSink& sink) {
    int error = spng_decode_image(context, nullptr, 0, SPNG_FMT_RGB8, SPNG_DECODE_PROGRESSIVE);
    if (error) return damaged_png(picture, error);
    std::vector<std::uint8_t> row(static_cast<std::size_t>(size.width) * 3);
    sink.begin(size);
    for (std::int64_t y = 0; y < size.height; ++y) {
        error = spng_decode_row(context, row.data(), row.size());
        if (error && error != SPNG_EOI) return damaged_png(picture, error);
        deliver_rgb(row.data(), {1, size.width}, picture.channels, sink);
    }
    return {};
}

Result<void> decode_interlaced(spng_ctx* context, const EncodedPicture& picture, const PictureSize& size,
                               RowSink& sink) {
    const MemoryLease lease(picture.budget, size.pixels() * 3);
    std::vector<std::uint8_t> rgb(static_cast<std::size_t>(size.pixels()) * 3);
    const int error = spng_decode_image(context, rgb.data(), rgb.size(), SPNG_FMT_RGB8, 0);
    if (error) return damaged_png(picture, error);
    sink.begin(size);
    deliver_rgb(rgb.data(), size, picture.channels, sink);
    return {};
}

}  // namespace

Result<void> decode_png(const EncodedPicture& picture, RowSink& sink) {
    const std::unique_ptr<spng_ctx, FreeContext> context(spng_ctx_new(0));
    if (!context) return failure("There is not enough memory to read \"{}\".", picture.name);
    constexpr std::size_t longest_chunk = std::size_t{1} << 24, all_chunks = std::size_t{1} << 26;
    spng_set_chunk_limits(context.get(), longest_chunk, all_chunks);
    spng_set_png_file(context.get(), picture.file);
    spng_ihdr header{};
    if (const int error = spng_get_ihdr(context.get(), &header)) return damaged_png(picture, error);
    const PictureSize size{header.height, header.width};
    NANONAS_TRY_VOID(check_picture_size(picture.name, size));
    return header.interlace_method == SPNG_INTERLACE_NONE
               ? decode_rows(context.get(), picture, size, sink)
               : decode_interlaced(context.get(), picture, size, sink);
}

}  // namespace nanonas
