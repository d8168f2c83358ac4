// SPDX-License-Identifier: MIT
#include "pictures/picture_format.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace nanonas {
namespace {

using namespace std::string_view_literals;

// What a file whose first box is its type is by the brand that follows.
PictureFormat format_of_brand(std::span<const std::uint8_t> start) {
    if (start.size() < 12) return PictureFormat::unknown;
    const std::string_view brand(reinterpret_cast<const char*>(start.data()) + 8, 4);
    constexpr std::array heic{"heic"sv, "heix"sv, "heim"sv, "heis"sv, "hevc"sv, "hevx"sv, "mif1"sv, "msf1"sv};
    if (brand == "avif" || brand == "avis") return PictureFormat::avif;
    return std::find(heic.begin(), heic.end(), brand) != heic.end() ? PictureFormat::heic
                                                                    : PictureFormat::unknown;
}

}  // namespace

std::string_view name_of(PictureFormat format) {
    switch (format) {
        case PictureFormat::jpeg:
            return "jpeg";
        case PictureFormat::png:
            return "png";
        case PictureFormat::bmp:
            return "bmp";
        case PictureFormat::gif:
            return "gif";
        case PictureFormat::webp:
            return "webp";
        case PictureFormat::heic:
            return "heic";
        case PictureFormat::avif:
            return "avif";
        case PictureFormat::tiff:
            return "tiff";
        case PictureFormat::unknown:
            break;
    }
    return "unknown";
}

std::string accepted_formats() {
    std::string text = "jpeg, png, bmp, gif";
#if defined(NANONAS_HEIF) && defined(NANONAS_TIFF)
    text += ", webp, heic, avif and tiff";
#elif defined(NANONAS_HEIF)
    text += ", webp, heic and avif";
#elif defined(NANONAS_TIFF)
    text += ", webp and tiff";
#else
    text += " and webp";
#endif
    return text;
}

PictureFormat picture_format(std::span<const std::uint8_t> start) {
    const auto has = [&](std::string_view signature, std::size_t at = 0) {
        return start.size() >= at + signature.size() &&
               std::equal(signature.begin(), signature.end(), start.begin() + static_cast<std::ptrdiff_t>(at),
                          [](char a, std::uint8_t b) { return static_cast<std::uint8_t>(a) == b; });
    };
    if (has("\xFF\xD8\xFF")) return PictureFormat::jpeg;
    if (has("\x89PNG\r\n\x1A\n")) return PictureFormat::png;
    if (has("GIF87a") || has("GIF89a")) return PictureFormat::gif;
    if (has("RIFF") && has("WEBP", 8)) return PictureFormat::webp;
    if (has("II*\0"sv) || has("MM\0*"sv) || has("II+\0"sv) || has("MM\0+"sv)) return PictureFormat::tiff;
    if (has("ftyp", 4)) return format_of_brand(start);
    if (has("BM")) return PictureFormat::bmp;
    return PictureFormat::unknown;
}

}  // namespace nanonas
