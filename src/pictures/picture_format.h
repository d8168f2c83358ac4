// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>

namespace nanonas {

enum class PictureFormat { unknown, jpeg, png, bmp, gif, webp };

inline constexpr std::size_t signature_bytes = 12;

// Told by the first bytes of the file, as many as there are of signature_bytes.
PictureFormat picture_format(std::span<const std::uint8_t> start);

}  // namespace nanonas
