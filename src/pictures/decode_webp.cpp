// SPDX-License-Identifier: MIT
// webp through libwebp; of an animation the first frame.
#include <webp/decode.h>
#include <webp/demux.h>

#include <algorithm>
#include <memory>
#include <vector>

#include "pictures/decoder.h"

namespace nanonas {
namespace {

// Reads on until `content` has `size` bytes or the file ends.
void read_up_to(std::FILE* file, std::size_t size, std::vector<std::uint8_t>& content) {
    const std::size_t before = content.size();
    content.resize(size);
    content.resize(before + std::fread(content.data() + before, 1, size - before, file));
}

// "RIFF", the bytes that follow (little endian), "WEBP".
std::size_t file_bytes(const std::vector<std::uint8_t>& header) {
    std::size_t size = 0;
    for (int i = 7; i >= 4; --i) size = size << 8 | header[static_cast<std::size_t>(i)];
    return size + 8;
}

struct FreeAnimation {
    void operator()(WebPAnimDecoder* decoder) const { WebPAnimDecoderDelete(decoder); }
};

bool first_frame(const std::vector<std::uint8_t>& content, std::vector<std::uint8_t>& rgb, RowSink& sink) {
    WebPAnimDecoderOptions options;
    if (!WebPAnimDecoderOptionsInit(&options)) return false;
    const WebPData data{content.data(), content.size()};
    const std::unique_ptr<WebPAnimDecoder, FreeAnimation> decoder(WebPAnimDecoderNew(&data, &options));
    std::uint8_t* canvas = nullptr;
    int milliseconds = 0;
    if (!decoder || !WebPAnimDecoderGetNext(decoder.get(), &canvas, &milliseconds)) return false;
    const auto pixels = static_cast<std::int64_t>(rgb.size() / 3);
    drop_alpha(canvas, pixels, sink);
    std::copy_n(canvas, rgb.size(), rgb.data());
    return true;
}

}  // namespace

Result<void> decode_webp(const EncodedPicture& picture, RowSink& sink) {
    constexpr std::size_t header_bytes = 4096;
    MemoryLease lease(picture.budget);
    std::vector<std::uint8_t> content;
    read_up_to(picture.file, header_bytes, content);
    WebPBitstreamFeatures features;
    const VP8StatusCode status = content.size() < 12
                                     ? VP8_STATUS_NOT_ENOUGH_DATA
                                     : WebPGetFeatures(content.data(), content.size(), &features);
    if (status == VP8_STATUS_UNSUPPORTED_FEATURE) {
        return unsupported(picture.name, "webp", "of a later version");
    }
    if (status != VP8_STATUS_OK) {
        return damaged(picture.name, "webp", "its header can't be understood");
    }
    const PictureSize size{features.height, features.width};
    NANONAS_TRY_VOID(check_picture_size(picture.name, size));

    // No encoder needs more, whatever the header claims.
    const std::size_t most_bytes = static_cast<std::size_t>(size.pixels()) * 8 + (std::size_t{1} << 24);
    const std::size_t bytes = std::min(file_bytes(content), most_bytes);
    const bool animated = features.has_animation != 0;
    const std::int64_t bytes_a_pixel = animated ? 3 + 8 : 3 + 4;  // rgb and what libwebp holds inside
    lease.acquire(static_cast<std::int64_t>(bytes) + size.pixels() * bytes_a_pixel);
    if (bytes > content.size()) read_up_to(picture.file, bytes, content);
    std::vector<std::uint8_t> rgb(static_cast<std::size_t>(size.pixels()) * 3);
    const bool decoded = animated ? first_frame(content, rgb, sink)
                                  : WebPDecodeRGBInto(content.data(), content.size(), rgb.data(), rgb.size(),
                                                      static_cast<int>(size.width) * 3) != nullptr;
    if (!decoded) {
        return damaged(picture.name, "webp",
                       content.size() < bytes ? ends_early : "its data can't be understood");
    }
    // Encoders leave out an alpha channel that is opaque everywhere.
    if (features.has_alpha && !animated) sink.lost(Loss::transparency);
    sink.begin(size);
    deliver_rgb(rgb.data(), size, picture.channels, sink);
    return {};
}

}  // namespace nanonas
