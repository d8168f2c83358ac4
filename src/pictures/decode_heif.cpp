// SPDX-License-Identifier: MIT
// heic and avif through libheif, which applies their turns and mirrorings. Up to version 1.17 it makes three
// planes of rgb of whatever it decodes, also on the way to 4:2:0, so asking for no kind of planes takes the
// least memory.
#include <libheif/heif.h>
#include <pthread.h>
#include <sched.h>

#include <algorithm>
#include <array>
#include <memory>
#include <vector>

#include "pictures/decoder.h"

namespace nanonas {
namespace {

struct Release {
    void operator()(heif_context* context) const { heif_context_free(context); }
    void operator()(heif_image_handle* handle) const { heif_image_handle_release(handle); }
    void operator()(heif_image* image) const { heif_image_release(image); }
    void operator()(heif_color_profile_nclx* profile) const { heif_nclx_color_profile_free(profile); }
};
template <typename T>
using Owned = std::unique_ptr<T, Release>;

std::FILE* file_of(void* user) {
    return static_cast<std::FILE*>(user);
}

heif_reader_grow_status within_file(std::int64_t size, void* user) {
    const long at = std::ftell(file_of(user));
    std::fseek(file_of(user), 0, SEEK_END);
    const bool within = size <= std::ftell(file_of(user));
    std::fseek(file_of(user), at, SEEK_SET);
    return within ? heif_reader_grow_status_size_reached : heif_reader_grow_status_size_beyond_eof;
}

const heif_reader reader{1, [](void* user) { return static_cast<std::int64_t>(std::ftell(file_of(user))); },
                         [](void* data, std::size_t size, void* user) {
                             return std::fread(data, 1, size, file_of(user)) == size ? 0 : 1;
                         },
                         [](std::int64_t position, void* user) {
                             return std::fseek(file_of(user), static_cast<long>(position), SEEK_SET);
                         },
                         within_file};

// Keeps this thread, and those that it starts meanwhile, on one core: the AV1 decoder takes a thread for each
// core that it may use, and each has frames of its own, which would be 45 MiB more for 12 megapixels on two
// cores.
class OneCore {
  public:
    OneCore() {
        const int core = ::sched_getcpu();
        if (core < 0 || ::pthread_getaffinity_np(::pthread_self(), sizeof before_, &before_) != 0) return;
        cpu_set_t one;
        CPU_ZERO(&one);
        CPU_SET(core, &one);
        changed_ = ::pthread_setaffinity_np(::pthread_self(), sizeof one, &one) == 0;
    }
    OneCore(const OneCore&) = delete;
    OneCore& operator=(const OneCore&) = delete;
    ~OneCore() {
        if (changed_) ::pthread_setaffinity_np(::pthread_self(), sizeof before_, &before_);
    }

  private:
    cpu_set_t before_{};
    bool changed_ = false;
};

// One channel of a decoded picture, which may be smaller than the picture.
struct Plane {
    const std::uint8_t* data = nullptr;
    std::ptrdiff_t stride = 0;
    std::int64_t height = 0, width = 0;
    int bits = 8;

    // The value for a place in a picture of this size, cut to 8 bits.
    std::uint8_t at(const PictureSize& size, std::int64_t y, std::int64_t x) const {
        const std::int64_t row = height == size.height ? y : std::min(y / 2, height - 1);
        const std::int64_t column = width == size.width ? x : std::min(x / 2, width - 1);
        const std::uint8_t* line = data + row * stride;
        if (bits <= 8) return line[column];
        const auto value = static_cast<unsigned>(line[column * 2] | line[column * 2 + 1] << 8);
        return static_cast<std::uint8_t>(value >> (bits - 8));
    }
};

Plane plane_of(const heif_image* image, heif_channel channel) {
    int stride = 0;
    const std::uint8_t* data = heif_image_get_plane_readonly(image, channel, &stride);
    return {data, stride, heif_image_get_height(image, channel), heif_image_get_width(image, channel),
            heif_image_get_bits_per_pixel_range(image, channel)};
}

// How YCbCr becomes RGB: ITU-R BT.709, BT.2020, or BT.601, which is meant where nothing is said; the range
// of the values is 0 to 255, or 16 to 235 and 240.
class YcbcrToRgb {
  public:
    explicit YcbcrToRgb(const heif_color_profile_nclx* profile) {
        double red = 0.299, blue = 0.114;
        const int matrix = profile ? profile->matrix_coefficients : 6;
        if (matrix == 1) red = 0.2126, blue = 0.0722;
        if (matrix == 9 || matrix == 10) red = 0.2627, blue = 0.0593;
        const bool full = !profile || profile->full_range_flag;
        black_ = full ? 0 : 16;
        const double light = full ? 1 : 255.0 / 219, colour = full ? 1 : 255.0 / 224;
        const double green = 1 - red - blue;
        luma_ = fixed(light);
        red_ = fixed(2 * (1 - red) * colour);
        blue_ = fixed(2 * (1 - blue) * colour);
        green_red_ = fixed(2 * (1 - red) * red / green * colour);
        green_blue_ = fixed(2 * (1 - blue) * blue / green * colour);
    }

    std::array<std::uint8_t, 3> operator()(int y, int cb, int cr) const {
        const int light = luma_ * (y - black_), b = cb - 128, r = cr - 128;
        return {clipped(light + red_ * r), clipped(light - green_blue_ * b - green_red_ * r),
                clipped(light + blue_ * b)};
    }

  private:
    static constexpr int one = 1 << 16;
    static int fixed(double factor) { return static_cast<int>(factor * one + 0.5); }
    static std::uint8_t clipped(int value) {
        return static_cast<std::uint8_t>(std::clamp((value + one / 2) >> 16, 0, 255));
    }
    int black_ = 0, luma_ = 0, red_ = 0, blue_ = 0, green_red_ = 0, green_blue_ = 0;
};

class HeifDecoder {
  public:
    HeifDecoder(const EncodedPicture& picture, std::string_view format, RowSink& sink)
        : picture_(picture), format_(format), sink_(sink), lease_(picture.budget) {}

    Result<void> decode() {
        context_.reset(heif_context_alloc());
        if (!context_) return failure("There is not enough memory to read \"{}\".", picture_.name);
        heif_context_set_max_decoding_threads(context_.get(), 0);
        heif_error error = heif_context_read_from_reader(context_.get(), &reader, picture_.file, nullptr);
        if (error.code != heif_error_Ok) return wrong(error);
        heif_image_handle* handle = nullptr;
        error = heif_context_get_primary_image_handle(context_.get(), &handle);
        handle_.reset(handle);
        if (error.code != heif_error_Ok) return wrong(error);
        const PictureSize told{heif_image_handle_get_height(handle), heif_image_handle_get_width(handle)};
        NANONAS_TRY_VOID(check_picture_size(picture_.name, told));
        constexpr std::int64_t bytes_a_pixel = 5;  // at most, of the picture and of what the codec keeps
        lease_.acquire(told.pixels() * bytes_a_pixel);
        heif_image* image = nullptr;
        const OneCore one_core;
        error = heif_decode_image(handle, &image, heif_colorspace_undefined, heif_chroma_undefined, nullptr);
        image_.reset(image);
        if (error.code != heif_error_Ok) return wrong(error);
        if (heif_image_handle_has_alpha_channel(handle)) sink_.lost(Loss::transparency);
        return deliver();
    }

  private:
    tl::unexpected<Error> wrong(const heif_error& error) const {
        const bool unknown = error.code == heif_error_Unsupported_feature ||
                             error.code == heif_error_Unsupported_filetype ||
                             error.subcode == heif_suberror_Unsupported_codec;
        const std::string_view why =
            error.message && *error.message ? error.message : "its data make no sense";
        return unknown ? unsupported(picture_.name, format_, why) : damaged(picture_.name, format_, why);
    }

    Result<void> deliver() {
        const bool rgb = heif_image_get_colorspace(image_.get()) == heif_colorspace_RGB;
        const bool grey = heif_image_get_colorspace(image_.get()) == heif_colorspace_monochrome;
        const std::array<heif_channel, 3> channels =
            rgb ? std::array{heif_channel_R, heif_channel_G, heif_channel_B}
                : std::array{heif_channel_Y, heif_channel_Cb, heif_channel_Cr};
        std::array<Plane, 3> planes;
        for (std::size_t c = 0; c < 3; ++c) planes[c] = plane_of(image_.get(), channels[grey ? 0 : c]);
        if (!planes[0].data || !planes[1].data || !planes[2].data) {
            return unsupported(picture_.name, format_, "its channels are others than Y, Cb, Cr or R, G, B");
        }
        const PictureSize size{planes[0].height, planes[0].width};
        NANONAS_TRY_VOID(check_picture_size(picture_.name, size));
        if (planes[0].bits > 8) sink_.lost(Loss::depth);

        heif_color_profile_nclx* profile = nullptr;
        heif_image_get_nclx_color_profile(image_.get(), &profile);
        const Owned<heif_color_profile_nclx> owned(profile);
        constexpr int identity = 0;  // the planes are G, B and R
        const bool gbr = !rgb && !grey && profile && profile->matrix_coefficients == identity;
        const YcbcrToRgb convert(profile);
        std::vector<std::uint8_t> row(static_cast<std::size_t>(size.width) * 3);
        sink_.begin(size);
        for (std::int64_t y = 0; y < size.height; ++y) {
            for (std::int64_t x = 0; x < size.width; ++x) {
                std::array<std::uint8_t, 3> values;
                for (std::size_t c = 0; c < 3; ++c) values[c] = planes[c].at(size, y, x);
                if (gbr) values = {values[2], values[0], values[1]};
                if (grey) values[1] = values[2] = 128;
                if (!rgb && !gbr) values = convert(values[0], values[1], values[2]);
                std::copy(values.begin(), values.end(), row.begin() + x * 3);
            }
            deliver_rgb(row.data(), {1, size.width}, picture_.channels, sink_);
        }
        return {};
    }

    const EncodedPicture& picture_;
    std::string_view format_;
    RowSink& sink_;
    MemoryLease lease_;
    Owned<heif_context> context_;
    Owned<heif_image_handle> handle_;
    Owned<heif_image> image_;
};

}  // namespace

Result<void> decode_heif(const EncodedPicture& picture, std::string_view format, RowSink& sink) {
    return HeifDecoder(picture, format, sink).decode();
}

}  // namespace nanonas
