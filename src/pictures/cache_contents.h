// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "pictures/picture_cache.h"

namespace nanonas {

// The contents as they stand in the file; equal for equal contents.
std::vector<std::byte> encode(const CacheContents& contents);

// None where the bytes are not those of contents whose slots lie below `slots`.
std::optional<CacheContents> decode_contents(std::span<const std::byte> bytes, std::uint32_t slots);

}  // namespace nanonas
