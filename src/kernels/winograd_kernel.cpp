// SPDX-License-Identifier: MIT
#include "kernels/winograd_kernel.h"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/winograd_kernel.cpp"
#include <hwy/foreach_target.h>

#include "kernels/pack-inl.h"
#include "kernels/squares-inl.h"
#include "kernels/winograd_matrices.h"

HWY_BEFORE_NAMESPACE();
namespace nanonas::kernels::HWY_NAMESPACE {
namespace {

// G g. The operations are symmetric, so that the taps in reverse order give the same bits, those of a point
// in the place of its inverse.
HWY_INLINE void transform_kernel(const Part (&g)[3], Part (&out)[winograd_window]) {
    const PartTag d;
    const Part two = hn::Set(d, 2.0f), sixth = hn::Set(d, 1.0f / 6);
    const Part odd = hn::Mul(hn::Set(d, winograd_root), g[1]);
    const Part even = hn::MulAdd(two, g[2], g[0]), even_inverse = hn::MulAdd(two, g[0], g[2]);
    out[0] = g[0];
    out[1] = hn::Mul(sixth, hn::Add(even, odd));
    out[2] = hn::Mul(sixth, hn::Sub(even, odd));
    out[3] = hn::Mul(sixth, hn::Add(even_inverse, odd));
    out[4] = hn::Mul(sixth, hn::Sub(even_inverse, odd));
    out[5] = g[2];
}

// [9][outputs] to [positions][outputs], a plane of the result being `plane` floats.
HWY_INLINE void transform_taps(const float* HWY_RESTRICT taps, int outputs, std::ptrdiff_t plane,
                               float* HWY_RESTRICT to) {
    constexpr int window = winograd_window;
    const PartTag d;
    for (int o = 0; o < outputs; o += part_lanes) {
        Part columns[3][window];
        NANONAS_UNROLL for (int x = 0; x < 3; ++x) {
            const Part g[3] = {hn::Load(d, taps + x * outputs + o), hn::Load(d, taps + (3 + x) * outputs + o),
                               hn::Load(d, taps + (6 + x) * outputs + o)};
            transform_kernel(g, columns[x]);
        }
        NANONAS_UNROLL for (int r = 0; r < window; ++r) {
            const Part g[3] = {columns[0][r], columns[1][r], columns[2][r]};
            Part row[window];
            transform_kernel(g, row);
            NANONAS_UNROLL for (int c = 0; c < window; ++c) {
                hn::StoreU(row[c], d, to + (r * window + c) * plane + o);
            }
        }
    }
}

void winograd_kernel_impl(const float* HWY_RESTRICT kernel, int in, int out, float* transformed) {
    constexpr int at_once = 64;
    HWY_ALIGN float taps[9 * at_once];
    const int outputs = whole_packs(out);
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

std::size_t winograd_kernel_floats(int in, int out) {
    return std::size_t{winograd_window * winograd_window} * static_cast<std::size_t>(in) *
           static_cast<std::size_t>(whole_packs(out));
}

void winograd_kernel(const float* kernel, int in, int out, float* transformed) {
    HWY_DYNAMIC_DISPATCH(winograd_kernel_impl)(kernel, in, out, transformed);
}

}  // namespace nanonas::kernels
#endif
