// SPDX-License-Identifier: MIT
// Which layers take Winograd's way, and their kernels.
#include <algorithm>
#include <cstdint>

#include "kernels/winograd.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/winograd_kernel.cpp"
#include <hwy/foreach_target.h>

#include "kernels/pack-inl.h"
#include "kernels/squares-inl.h"

HWY_BEFORE_NAMESPACE();
namespace nanonas::kernels::HWY_NAMESPACE {
namespace {

constexpr int rounded(int count) {
    return (count + pack_size - 1) / pack_size * pack_size;
}

// [9][outputs] to [16][outputs], a plane of the result being `plane` floats.
HWY_INLINE void transform_taps(const float* HWY_RESTRICT taps, int outputs, std::ptrdiff_t plane,
                               float* HWY_RESTRICT to) {
    const PartTag d;
    const Part half = hn::Set(d, 0.5f);
    // a, b, c to a, (a + c + b) / 2, (a + c - b) / 2, c
    const auto spread = [&](Part a, Part b, Part c, Part* out) HWY_ATTR {
        const Part outer = hn::Add(a, c);
        out[0] = a;
        out[1] = hn::Mul(half, hn::Add(outer, b));
        out[2] = hn::Mul(half, hn::Sub(outer, b));
        out[3] = c;
    };
    for (int o = 0; o < outputs; o += part_lanes) {
        Part columns[3][4];
        NANONAS_UNROLL for (int x = 0; x < 3; ++x) {
            spread(hn::Load(d, taps + x * outputs + o), hn::Load(d, taps + (3 + x) * outputs + o),
                   hn::Load(d, taps + (6 + x) * outputs + o), columns[x]);
        }
        NANONAS_UNROLL for (int r = 0; r < 4; ++r) {
            Part row[4];
            spread(columns[0][r], columns[1][r], columns[2][r], row);
            NANONAS_UNROLL for (int c = 0; c < 4; ++c) hn::StoreU(row[c], d, to + (r * 4 + c) * plane + o);
        }
    }
}

void winograd_kernel_impl(const float* HWY_RESTRICT kernel, int in, int out, float* transformed) {
    constexpr int at_once = 64;
    HWY_ALIGN float taps[9 * at_once];
    const int outputs = rounded(out);
    const std::ptrdiff_t row = static_cast<std::ptrdiff_t>(in) * 9;
    for (int i = 0; i < in; ++i) {
        for (int first = 0; first < outputs; first += at_once) {
            const int count = std::min(at_once, outputs - first), real = std::min(count, out - first);
            const float* from = kernel + first * row + i * 9;
            int o = 0;
            for (; o + 4 <= real; o += 4, from += 4 * row) {
                transpose_square(from, row, taps + o, count);
                transpose_square(from + 4, row, taps + 4 * count + o, count);
                for (int j = 0; j < 4; ++j) taps[8 * count + o + j] = from[j * row + 8];
            }
            for (; o < real; ++o, from += row) {
                for (int tap = 0; tap < 9; ++tap) taps[tap * count + o] = from[tap];
            }
            for (; o < count; ++o) {
                for (int tap = 0; tap < 9; ++tap) taps[tap * count + o] = 0.0f;
            }
            transform_taps(taps, count, static_cast<std::ptrdiff_t>(in) * outputs,
                           transformed + static_cast<std::ptrdiff_t>(i) * outputs + first);
        }
    }
}

}  // namespace
}  // namespace nanonas::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace nanonas::kernels {

HWY_EXPORT(winograd_kernel_impl);

namespace {

std::size_t padded(int channels) {
    return static_cast<std::size_t>(channels + pack_size - 1) / pack_size * pack_size;
}

}  // namespace

// Multiplications of the direct way, which leaves out a border's taps, over those of this one, times
// c / (c + 6) for the transforms: this fits what benchmarks/kernels measures within a tenth.
bool takes_winograd(int channels, int other_channels, int height, int width) {
    const std::int64_t c = std::min(channels, other_channels);
    const std::int64_t direct = (3LL * height - 2) * (3LL * width - 2);
    const std::int64_t multiplied = 16LL * ((height + 1) / 2) * ((width + 1) / 2);
    return 100 * direct * c > 115 * multiplied * (c + 6);
}

std::size_t winograd_floats(int in, int out) {
    return std::size_t{16} * static_cast<std::size_t>(in) * padded(out);
}

std::size_t winograd_scratch(int in, int out) {
    constexpr int most_tiles = 4;
    const std::size_t packs_a_position = static_cast<std::size_t>(in + out) * most_tiles + 2;
    return (static_cast<std::size_t>(out) * 4 + 16 * packs_a_position) * pack_size;
}

void winograd_kernel(const float* kernel, int in, int out, float* transformed) {
    HWY_DYNAMIC_DISPATCH(winograd_kernel_impl)(kernel, in, out, transformed);
}

}  // namespace nanonas::kernels
#endif
