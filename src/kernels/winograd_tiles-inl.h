// SPDX-License-Identifier: MIT
// The transformed windows of an input, which Winograd's convolution and weight gradient share.
#if defined(NANONAS_KERNELS_WINOGRAD_TILES_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef NANONAS_KERNELS_WINOGRAD_TILES_INL_H_
#undef NANONAS_KERNELS_WINOGRAD_TILES_INL_H_
#else
#define NANONAS_KERNELS_WINOGRAD_TILES_INL_H_
#endif

#include <algorithm>

#include "kernels/pack-inl.h"
#include "kernels/winograd_tiles.h"

HWY_BEFORE_NAMESPACE();
namespace nanonas::kernels::HWY_NAMESPACE {

inline constexpr int tile = winograd_tile,
                     window = winograd_window;  // rows and columns of outputs and inputs
inline constexpr int positions = window * window;

// From one position of a tile to the next in scratch: an odd number of cache lines, or all positions would
// compete for one place in the cache.
constexpr std::ptrdiff_t odd_lines(std::ptrdiff_t floats) {
    return (packs_of(floats) | 1) * pack_size;
}

// Where a tile's inputs lie in its plane. Rows beyond the plane are read from zeros.
struct TileRows {
    const float* row[window];
    std::ptrdiff_t step[window];  // to the next channel
};

// B' d.
HWY_INLINE void transform_input(const Part (&in)[window], Part (&out)[window]) {
    const PartTag d;
    const Part root = hn::Set(d, winograd_root), half_root = hn::Set(d, winograd_root / 2);
    const Part two = hn::Set(d, 2.0f), half = hn::Set(d, 0.5f), both = hn::Set(d, 2.5f);
    const Part even = hn::NegMulAdd(half, in[2], in[4]), odd = hn::NegMulAdd(half, in[1], in[3]);
    const Part even_inverse = hn::NegMulAdd(two, in[2], in[4]),
               odd_inverse = hn::NegMulAdd(two, in[1], in[3]);
    out[0] = hn::NegMulAdd(both, in[2], hn::Add(in[0], in[4]));
    out[1] = hn::MulAdd(root, odd, even);
    out[2] = hn::NegMulAdd(root, odd, even);
    out[3] = hn::MulAdd(half_root, odd_inverse, even_inverse);
    out[4] = hn::NegMulAdd(half_root, odd_inverse, even_inverse);
    out[5] = hn::NegMulAdd(both, in[3], hn::Add(in[1], in[5]));
}

// B' d B of one tile, all input channels; columns [First, End) lie in the plane.
template <int First, int End>
HWY_NOINLINE void transform_tile(TileRows rows, int channels, std::ptrdiff_t channel, float* HWY_RESTRICT to,
                                 std::ptrdiff_t position) {
    const PartTag d;
    for (int i = 0; i < channels; ++i, to += channel) {
        Part columns[window][window];  // [column][row]
        NANONAS_UNROLL for (int c = 0; c < window; ++c) {
            if (c < First || c >= End) {
                NANONAS_UNROLL for (int r = 0; r < window; ++r) columns[c][r] = hn::Zero(d);
                continue;
            }
            Part pixels[window];
            NANONAS_UNROLL for (int r = 0; r < window; ++r) {
                pixels[r] = hn::Load(d, rows.row[r] + c * pack_size);
            }
            transform_input(pixels, columns[c]);
        }
        NANONAS_UNROLL for (int r = 0; r < window; ++r) {
            Part row[window], done[window];
            NANONAS_UNROLL for (int c = 0; c < window; ++c) row[c] = columns[c][r];
            transform_input(row, done);
            NANONAS_UNROLL for (int c = 0; c < window; ++c) {
                hn::Store(done[c], d, to + (r * window + c) * position);
            }
        }
        NANONAS_UNROLL for (int r = 0; r < window; ++r) rows.row[r] += rows.step[r];
    }
}

using TransformTile = void (*)(TileRows, int, std::ptrdiff_t, float*, std::ptrdiff_t);

// By whether the tile touches the left border, and by how many columns end at or before the right one.
inline constexpr TransformTile transforms[2][window + 1] = {
    {nullptr, nullptr, transform_tile<0, 2>, transform_tile<0, 3>, transform_tile<0, 4>, transform_tile<0, 5>,
     transform_tile<0, 6>},
    {nullptr, nullptr, transform_tile<1, 2>, transform_tile<1, 3>, transform_tile<1, 4>, transform_tile<1, 5>,
     transform_tile<1, 6>}};

alignas(64) inline constexpr float zeros[window * pack_size] = {};

// Tiles [first, first + count) of a plane, row by row, in one part of the lanes.
struct Tiles {
    const Planes& in;
    int lane, first, count;
};

// Where their transformed windows go: [position][channel][tile], so many floats apart.
struct TransformedTiles {
    float* data;
    std::ptrdiff_t channel, tile, position;
};

inline void transform_tiles(const Tiles& tiles, const TransformedTiles& to) {
    const Planes& in = tiles.in;
    const int across = winograd_tiles(in.width);
    for (int t = 0; t < tiles.count; ++t) {
        const int y = (tiles.first + t) / across * tile - 1, x = (tiles.first + t) % across * tile - 1;
        TileRows rows;
        for (int r = 0; r < window; ++r) {
            const bool inside = y + r >= 0 && y + r < in.height;
            rows.row[r] = inside ? in.data + (y + r) * static_cast<std::ptrdiff_t>(in.row_floats()) +
                                       x * pack_size + tiles.lane
                                 : zeros;
            rows.step[r] = inside ? static_cast<std::ptrdiff_t>(in.plane_floats()) : 0;
        }
        transforms[x < 0 ? 1 : 0][std::min(window, in.width - x)](rows, in.channels, to.channel,
                                                                  to.data + t * to.tile, to.position);
    }
}

}  // namespace nanonas::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
