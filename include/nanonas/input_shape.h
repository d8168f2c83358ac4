// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "nanonas/result.h"

namespace nanonas {

// Height and width in pixels; channels is 1 (grey) or 3 (rgb).
struct InputShape {
    int height = 50;
    int width = 50;
    int channels = 3;

    bool operator==(const InputShape&) const = default;
    std::int64_t bytes() const { return std::int64_t{height} * width * channels; }
};

// Each side 1 to 1024, channels 1 or 3; otherwise a usage error.
Result<void> check_input_shape(const InputShape& shape);

// "50x50x3" (height x width x channels), checked.
Result<InputShape> parse_input_shape(std::string_view text);
std::string to_string(const InputShape& shape);

}  // namespace nanonas
