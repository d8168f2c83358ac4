// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace nanonas {

enum class PictureFormat { unknown, jpeg, png, bmp, gif, webp, heic, avif, tiff };

inline constexpr std::size_t signature_bytes = 12;

// "jpeg", "png", ...
std::string_view name_of(PictureFormat format);

// "jpeg, png, bmp, gif, webp, heic, avif and tiff", or fewer where libheif or libtiff is not built in.
std::string accepted_formats();

// Told by the first bytes of the file, as many as there are of signature_bytes.
PictureFormat picture_format(std::span<const std::uint8_t> start);

}  // namespace nanonas
