// SPDX-License-Identifier: MIT
// The pack layout: 16 samples side by side, [channel][row][column][16] floats, 64-byte aligned. Any number of
// channels and any plane size fills every lane of a vector. The empty lanes of an incomplete pack hold zeros.
#pragma once

#include <cstddef>

namespace nanonas::kernels {

inline constexpr int pack_size = 16;  // samples

// The packs that `count` values fill, the last one perhaps in part, and the values that these packs hold.
template <typename Count>
constexpr Count packs_of(Count count) {
    return (count + pack_size - 1) / pack_size;
}
template <typename Count>
constexpr Count whole_packs(Count count) {
    return packs_of(count) * pack_size;
}

// A view of a tensor of one pack.
struct Planes {
    float* data = nullptr;
    int channels = 0;
    int height = 0;
    int width = 0;

    std::size_t row_floats() const { return static_cast<std::size_t>(width) * pack_size; }
    std::size_t plane_floats() const { return row_floats() * static_cast<std::size_t>(height); }
    std::size_t floats() const { return plane_floats() * static_cast<std::size_t>(channels); }
    float* plane(int channel) const { return data + plane_floats() * static_cast<std::size_t>(channel); }
};

}  // namespace nanonas::kernels
