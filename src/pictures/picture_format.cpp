// SPDX-License-Identifier: MIT
#include "pictures/picture_format.h"

#include <algorithm>
#include <string_view>

namespace nanonas {

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
    if (has("BM")) return PictureFormat::bmp;
    return PictureFormat::unknown;
}

}  // namespace nanonas
