// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "nanonas/result.h"

namespace nanonas::sample {

// `pixels` is [size][size][3] u8 rgb. The bytes of a jpeg are the same with every libjpeg-turbo (integer
// transform).
Result<std::vector<std::byte>> encode_jpeg(std::span<const std::uint8_t> pixels, int size, int quality,
                                           bool full_colour);  // false: colour at half resolution

}  // namespace nanonas::sample
