// SPDX-License-Identifier: MIT
// The first frame of a gif through giflib, on a screen that is enlarged where the frame does not fit.
#include <gif_lib.h>

#include <algorithm>
#include <array>
#include <memory>
#include <vector>

#include "pictures/decoder.h"

namespace nanonas {
namespace {

struct Input {
    std::FILE* file = nullptr;
    bool exhausted = false;
};

int read(GifFileType* gif, GifByteType* data, int size) {
    auto* input = static_cast<Input*>(gif->UserData);
    const std::size_t n = std::fread(data, 1, static_cast<std::size_t>(size), input->file);
    if (n < static_cast<std::size_t>(size)) input->exhausted = true;
    return static_cast<int>(n);
}

struct CloseGif {
    void operator()(GifFileType* gif) const { DGifCloseFile(gif, nullptr); }
};

std::array<std::uint8_t, 3> colour_of(const ColorMapObject* map, int index) {
    if (!map || index < 0 || index >= map->ColorCount) return {};
    const GifColorType& colour = map->Colors[index];
    return {colour.Red, colour.Green, colour.Blue};
}

// The rows of a frame in the order in which the file has them.
std::vector<int> row_order(const GifImageDesc& frame) {
    std::vector<int> rows;
    constexpr std::array<std::array<int, 2>, 4> passes{{{0, 8}, {4, 8}, {2, 4}, {1, 2}}};
    for (const auto& [first, step] : passes) {
        const int stride = frame.Interlace ? step : 1;
        for (int y = frame.Interlace ? first : 0; y < frame.Height; y += stride) rows.push_back(y);
        if (!frame.Interlace) break;
    }
    return rows;
}

class GifDecoder {
  public:
    GifDecoder(const EncodedPicture& picture, RowSink& sink)
        : picture_(picture), sink_(sink), input_{picture.file}, lease_(picture.budget) {}

    Result<void> decode() {
        gif_.reset(DGifOpen(&input_, read, &error_));
        if (!gif_) return wrong(error_);
        NANONAS_TRY_VOID(
            check_picture_size(picture_.name, {std::max(gif_->SHeight, 1), std::max(gif_->SWidth, 1)}));
        NANONAS_TRY_VOID(find_frame());
        const GifImageDesc& frame = gif_->Image;
        const PictureSize size{std::max<std::int64_t>(gif_->SHeight, std::int64_t{frame.Top} + frame.Height),
                               std::max<std::int64_t>(gif_->SWidth, std::int64_t{frame.Left} + frame.Width)};
        NANONAS_TRY_VOID(check_picture_size(picture_.name, size));
        lease_.acquire(size.pixels() * 3);
        std::vector<std::uint8_t> rgb(static_cast<std::size_t>(size.pixels()) * 3);
        fill_background(rgb);
        NANONAS_TRY_VOID(draw(frame, size, rgb));
        sink_.begin(size);
        deliver_rgb(rgb.data(), size, picture_.channels, sink_);
        return {};
    }

  private:
    tl::unexpected<Error> wrong(int error) const {
        const char* why = GifErrorString(error);
        return damaged(picture_.name, "gif",
                       input_.exhausted ? ends_early
                       : why            ? why
                                        : "its data make no sense");
    }

    // Reads up to the pixels of the first frame, and what of its extensions matters.
    Result<void> find_frame() {
        for (;;) {
            GifRecordType record = UNDEFINED_RECORD_TYPE;
            if (DGifGetRecordType(gif_.get(), &record) == GIF_ERROR) return wrong(gif_->Error);
            if (record == IMAGE_DESC_RECORD_TYPE) break;
            if (record != EXTENSION_RECORD_TYPE) return damaged(picture_.name, "gif", "it has no frame");
            NANONAS_TRY_VOID(read_extension());
        }
        if (DGifGetImageDesc(gif_.get()) == GIF_ERROR) return wrong(gif_->Error);
        if (colours()) return {};
        return damaged(picture_.name, "gif", "it has no table of colours");
    }

    Result<void> read_extension() {
        int code = 0;
        GifByteType* block = nullptr;  // its length, then its bytes
        if (DGifGetExtension(gif_.get(), &code, &block) == GIF_ERROR) return wrong(gif_->Error);
        while (block) {
            GraphicsControlBlock control{};
            if (code == GRAPHICS_EXT_FUNC_CODE && block[0] == 4 &&
                DGifExtensionToGCB(block[0], block + 1, &control) == GIF_OK) {
                transparent_ = control.TransparentColor;
            }
            if (DGifGetExtensionNext(gif_.get(), &block) == GIF_ERROR) return wrong(gif_->Error);
        }
        return {};
    }

    const ColorMapObject* colours() const {
        return gif_->Image.ColorMap ? gif_->Image.ColorMap : gif_->SColorMap;
    }

    // Number 0 says nothing: most programs write it whatever the colour is.
    void fill_background(std::vector<std::uint8_t>& rgb) const {
        if (gif_->SBackGroundColor == 0) return;
        const auto colour = colour_of(gif_->SColorMap, gif_->SBackGroundColor);
        for (std::size_t i = 0; i < rgb.size(); ++i) rgb[i] = colour[i % 3];
    }

    // What is transparent is drawn black. A frame whose code ends before its pixels leaves the rest as it is.
    Result<void> draw(const GifImageDesc& frame, const PictureSize& size, std::vector<std::uint8_t>& rgb) {
        if (frame.Width < 1) return {};
        const ColorMapObject* map = colours();
        for (const int y : row_order(frame)) {
            std::uint8_t* out = rgb.data() + ((std::int64_t{frame.Top} + y) * size.width + frame.Left) * 3;
            for (int x = 0; x < frame.Width; ++x, out += 3) {
                GifPixelType index = 0;
                if (DGifGetLine(gif_.get(), &index, 1) == GIF_ERROR) {
                    const bool code_ended = gif_->Error == D_GIF_ERR_EOF_TOO_SOON && !input_.exhausted;
                    return code_ended ? Result<void>() : wrong(gif_->Error);
                }
                if (index == transparent_) sink_.lost(Loss::transparency);
                const auto colour =
                    index == transparent_ ? std::array<std::uint8_t, 3>{} : colour_of(map, index);
                std::copy(colour.begin(), colour.end(), out);
            }
        }
        return {};
    }

    const EncodedPicture& picture_;
    RowSink& sink_;
    Input input_;
    MemoryLease lease_;
    int error_ = 0, transparent_ = NO_TRANSPARENT_COLOR;
    std::unique_ptr<GifFileType, CloseGif> gif_;
};

}  // namespace

Result<void> decode_gif(const EncodedPicture& picture, RowSink& sink) {
    return GifDecoder(picture, sink).decode();
}

}  // namespace nanonas
