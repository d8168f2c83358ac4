// SPDX-License-Identifier: MIT
/// @file
/// What a network takes in.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "nanonas/result.h"

namespace nanonas {

/// Height, width and channels of a picture.
struct InputShape {
    int height = 50;   ///< pixels
    int width = 50;    ///< pixels
    int channels = 3;  ///< 1 (grey) or 3 (rgb)

    bool operator==(const InputShape&) const = default;
    /// One byte for each pixel's channel.
    std::int64_t bytes() const { return std::int64_t{height} * width * channels; }
};

/// Each side 1 to 1024, channels 1 or 3; otherwise a usage error.
Result<void> check_input_shape(const InputShape& shape);

/// "50x50x3" (height x width x channels), checked.
Result<InputShape> parse_input_shape(std::string_view text);
/// "50x50x3".
std::string to_string(const InputShape& shape);

}  // namespace nanonas
