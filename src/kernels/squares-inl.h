// SPDX-License-Identifier: MIT
#if defined(NANONAS_KERNELS_SQUARES_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef NANONAS_KERNELS_SQUARES_INL_H_
#undef NANONAS_KERNELS_SQUARES_INL_H_
#else
#define NANONAS_KERNELS_SQUARES_INL_H_
#endif

#include <hwy/highway.h>

#include <cstddef>

#include "kernels/planes.h"

HWY_BEFORE_NAMESPACE();
namespace nanonas::kernels::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// 4x4 floats from rows `from_row` apart, zeros but for the first `rows`, to rows `to_row` apart.
HWY_INLINE void transpose_square(const float* HWY_RESTRICT from, std::ptrdiff_t from_row,
                                 float* HWY_RESTRICT to, std::ptrdiff_t to_row, int rows = 4) {
    const hn::FixedTag<float, 4> d;
    const hn::RepartitionToWide<decltype(d)> pairs;
    const auto row = [&](int i)
                         HWY_ATTR { return i < rows ? hn::LoadU(d, from + i * from_row) : hn::Zero(d); };
    const auto a = row(0), b = row(1), e = row(2), f = row(3);
    const auto ab_low = hn::BitCast(pairs, hn::InterleaveLower(d, a, b));
    const auto ab_high = hn::BitCast(pairs, hn::InterleaveUpper(d, a, b));
    const auto ef_low = hn::BitCast(pairs, hn::InterleaveLower(d, e, f));
    const auto ef_high = hn::BitCast(pairs, hn::InterleaveUpper(d, e, f));
    hn::StoreU(hn::BitCast(d, hn::InterleaveLower(pairs, ab_low, ef_low)), d, to);
    hn::StoreU(hn::BitCast(d, hn::InterleaveUpper(pairs, ab_low, ef_low)), d, to + to_row);
    hn::StoreU(hn::BitCast(d, hn::InterleaveLower(pairs, ab_high, ef_high)), d, to + 2 * to_row);
    hn::StoreU(hn::BitCast(d, hn::InterleaveUpper(pairs, ab_high, ef_high)), d, to + 3 * to_row);
}

// One pixel of channels [first, first + channels), channels a multiple of 4, to [sample][channels]; those
// from `end` on count as zero.
HWY_INLINE void transpose_pixel(const Planes& planes, int first, int end, std::ptrdiff_t pixel, int channels,
                                float* HWY_RESTRICT to) {
    const auto plane = static_cast<std::ptrdiff_t>(planes.plane_floats());
    const float* from = planes.data + first * plane + pixel * pack_size;
    for (int c = 0; c < channels; c += 4, from += 4 * plane) {
        for (int s = 0; s < pack_size; s += 4) {
            if (first + c + 4 <= end) {
                transpose_square(from + s, plane, to + s * channels + c, channels);
            } else {
                transpose_square(from + s, plane, to + s * channels + c, channels, end - first - c);
            }
        }
    }
}

// Columns [0, count) of sums [rows][columns] to rows of `to`, `to_row` floats apart.
HWY_INLINE void transpose_columns(const float* HWY_RESTRICT sums, int rows, int columns, int count,
                                  float* HWY_RESTRICT to, std::ptrdiff_t to_row) {
    for (int j = 0; j < count; j += 4, to += 4 * to_row) {
        const int squares = j + 4 <= count ? rows / 4 * 4 : 0;
        for (int r = 0; r < squares; r += 4) {
            transpose_square(sums + r * columns + j, columns, to + r, to_row);
        }
        for (int r = squares; r < rows; ++r) {
            for (int o = 0; o < 4 && j + o < count; ++o) to[o * to_row + r] = sums[r * columns + j + o];
        }
    }
}

}  // namespace nanonas::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
