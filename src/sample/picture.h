// SPDX-License-Identifier: MIT
// One picture of the sample set, from its number to its pixels.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace nanonas::sample {

inline constexpr std::array<std::string_view, 6> class_names = {"clutter",     "crossing", "no_entry",
                                                                "speed_limit", "stop",     "yield"};

// Draws picture `index` of `seed`, of class index % 6, as [size][size][3] u8 rgb.
std::vector<std::uint8_t> draw_picture(std::uint64_t seed, std::uint64_t index, int size);

}  // namespace nanonas::sample
