// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "nanonas/input_shape.h"
#include "nanonas/result.h"

namespace nanonas {

// `pixels` is [height][width][channel] u8. The bytes vary with the version of zlib, the pixels do not.
Result<std::vector<std::byte>> encode_png(std::span<const std::uint8_t> pixels, const InputShape& shape);

}  // namespace nanonas
