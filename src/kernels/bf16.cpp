// SPDX-License-Identifier: MIT
#include "kernels/bf16.h"

#include <hwy/base.h>
#include <immintrin.h>

#include <algorithm>

#include "kernels/lanes.h"

namespace nanonas::kernels {

bool bf16_supported() {
    return __builtin_cpu_supports("avx512bf16") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq");
}

}  // namespace nanonas::kernels

#define NANONAS_UNROLL _Pragma("GCC unroll 16")

HWY_PUSH_ATTRIBUTES("avx512f,avx512bw,avx512vl,avx512dq,avx512bf16,fma,avx2")
namespace nanonas::kernels {
namespace {

HWY_INLINE __m512i pair(__m512 below, __m512 above) {
    alignas(64) static constexpr std::uint16_t order[32] = {0,  16, 1,  17, 2,  18, 3,  19, 4,  20, 5,
                                                            21, 6,  22, 7,  23, 8,  24, 9,  25, 10, 26,
                                                            11, 27, 12, 28, 13, 29, 14, 30, 15, 31};
    return _mm512_permutexvar_epi16(_mm512_load_si512(order),
                                    reinterpret_cast<__m512i>(_mm512_cvtne2ps_pbh(above, below)));
}

// sum + the two products of each lane
HWY_INLINE __m512 add_products(__m512 sum, __m512i a, __m512i b) {
    return _mm512_dpbf16_ps(sum, reinterpret_cast<__m512bh>(a), reinterpret_cast<__m512bh>(b));
}

enum class Epilogue { sums, gradient, bias_relu };

struct TileCall {
    Epilogue epilogue;
    int pairs, height, width;
    std::ptrdiff_t out_plane;  // floats from one output channel to the next
    const std::uint32_t* in;
    const std::uint32_t* weights;  // [pair][9][outputs of the block]
    float* out;                    // at row 0 of the block's first channel
    float* row_sums;               // [output][2][16]
    const float* forward;          // like out
    const float* bias;             // [output][16]
    float threshold;
};

// See the tile of kernels/convolution.cpp; one row.
template <int Outputs, int Columns, bool Left, bool Right>
HWY_NOINLINE void tile(const TileCall& call, int y, int x) {
    const auto skipped = [](int i, int kx) {
        return (Left && i + kx == 0) || (Right && i + kx == Columns + 1);
    };
    const std::ptrdiff_t row = static_cast<std::ptrdiff_t>(call.width) * pack_size;
    const std::uint32_t* in = call.in + (y - 1) * row + (x - 1) * pack_size;
    const std::uint32_t* weights = call.weights;
    const bool top = y == 0, bottom = y + 1 == call.height;
    __m512 sum[Outputs][Columns];
    NANONAS_UNROLL for (int o = 0; o < Outputs; ++o) {
        NANONAS_UNROLL for (int i = 0; i < Columns; ++i) sum[o][i] = _mm512_setzero_ps();
    }
    for (int p = call.pairs; p > 0; --p, in += row * call.height, weights += 9 * Outputs) {
        NANONAS_UNROLL for (int ky = 0; ky < 3; ++ky) {
            if ((ky == 0 && top) || (ky == 2 && bottom)) continue;
            NANONAS_UNROLL for (int kx = 0; kx < 3; ++kx) {
                __m512i pixel[Columns];
                NANONAS_UNROLL for (int i = 0; i < Columns; ++i) {
                    if (!skipped(i, kx)) pixel[i] = _mm512_load_si512(in + ky * row + (i + kx) * pack_size);
                }
                NANONAS_UNROLL for (int o = 0; o < Outputs; ++o) {
                    const __m512i weight =
                        _mm512_set1_epi32(static_cast<int>(weights[(ky * 3 + kx) * Outputs + o]));
                    NANONAS_UNROLL for (int i = 0; i < Columns; ++i) {
                        if (!skipped(i, kx)) sum[o][i] = add_products(sum[o][i], pixel[i], weight);
                    }
                }
            }
        }
    }
    const std::ptrdiff_t offset = y * row + x * pack_size;
    NANONAS_UNROLL for (int o = 0; o < Outputs; ++o) {
        float* out = call.out + o * call.out_plane + offset;
        if (call.epilogue == Epilogue::bias_relu) {
            const __m512 bias = _mm512_load_ps(call.bias + o * pack_size);
            NANONAS_UNROLL for (int i = 0; i < Columns; ++i) {
                const __m512 value = _mm512_max_ps(_mm512_add_ps(sum[o][i], bias), _mm512_setzero_ps());
                _mm512_store_ps(out + i * pack_size, value);
            }
            continue;
        }
        float* sums = call.row_sums + o * 2 * pack_size;
        __m512 values = Left ? _mm512_setzero_ps() : _mm512_load_ps(sums);
        __m512 products = Left ? _mm512_setzero_ps() : _mm512_load_ps(sums + pack_size);
        NANONAS_UNROLL for (int i = 0; i < Columns; ++i) {
            __m512 s = sum[o][i], factor = s;
            if (call.epilogue == Epilogue::gradient) {
                factor = _mm512_load_ps(call.forward + o * call.out_plane + offset + i * pack_size);
                s = _mm512_maskz_mov_ps(
                    _mm512_cmp_ps_mask(factor, _mm512_set1_ps(call.threshold), _CMP_GT_OQ), s);
            }
            _mm512_store_ps(out + i * pack_size, s);
            values = _mm512_add_ps(values, s);
            products = _mm512_fmadd_ps(s, factor, products);
        }
        _mm512_store_ps(sums, values);
        _mm512_store_ps(sums + pack_size, products);
    }
}

using Tile = void (*)(const TileCall&, int y, int x);

// The widths that occur when a row is cut into ceil(width / Columns) tiles; tables[Left + 2 Right][width -
// 1].
template <int Outputs, int Columns, int Width = 1>
constexpr void fill_tiles(Tile (&tiles)[4][8]) {
    if constexpr (Width >= (2 * Columns + 1) / 3) tiles[0][Width - 1] = tile<Outputs, Width, false, false>;
    if constexpr (Width >= (Columns + 1) / 2) tiles[1][Width - 1] = tile<Outputs, Width, true, false>;
    if constexpr (Width >= (Columns + 1) / 2) tiles[2][Width - 1] = tile<Outputs, Width, false, true>;
    tiles[3][Width - 1] = tile<Outputs, Width, true, true>;
    if constexpr (Width < Columns) fill_tiles<Outputs, Columns, Width + 1>(tiles);
}

struct TileShapes {
    int columns = 0;
    Tile tiles[4][8] = {};
};

template <int Outputs, int Columns>
constexpr TileShapes tile_shapes() {
    TileShapes shapes{.columns = Columns};
    fill_tiles<Outputs, Columns>(shapes.tiles);
    return shapes;
}

constexpr TileShapes shapes_by_outputs[] = {{},
                                            tile_shapes<1, 8>(),
                                            tile_shapes<2, 8>(),
                                            tile_shapes<3, 8>(),
                                            tile_shapes<4, 6>(),
                                            tile_shapes<5, 4>(),
                                            tile_shapes<6, 4>()};

struct Totals {
    double lanes[pack_size] = {};

    void add(const float* sums) {
        for (int i = 0; i < pack_size; ++i) lanes[i] += static_cast<double>(sums[i]);
    }
    double sum() const {
        double total = 0;
        for (const double lane : lanes) total += lane;
        return total;
    }
};

void convolve_rows(TileCall& call, int outputs, int first_row, int end_row, Totals* totals) {
    const TileShapes& shapes = shapes_by_outputs[outputs];
    alignas(64) float row_sums[6 * 2 * pack_size];
    call.row_sums = row_sums;
    const int tiles = (call.width + shapes.columns - 1) / shapes.columns;
    const int narrow = call.width / tiles, wide = call.width % tiles;
    for (int y = first_row; y < end_row; ++y) {
        for (int t = 0, x = 0; t < tiles; ++t) {
            const int columns = narrow + (t >= tiles - wide ? 1 : 0);
            shapes.tiles[(t == 0 ? 1 : 0) + (t == tiles - 1 ? 2 : 0)][columns - 1](call, y, x);
            x += columns;
        }
        if (totals == nullptr) continue;
        for (int i = 0; i < outputs * 2; ++i) totals[i].add(row_sums + i * pack_size);
    }
}

TileCall tile_call(const Bf16Block& b, Epilogue epilogue) {
    const ConvolutionBlock& block = b.block;
    return {.epilogue = epilogue,
            .pairs = (block.in.channels + 1) / 2,
            .height = block.in.height,
            .width = block.in.width,
            .out_plane = static_cast<std::ptrdiff_t>(block.out.plane_floats()),
            .in = b.pixels,
            .weights = b.weights,
            .out = block.out.data,
            .row_sums = nullptr,
            .forward = nullptr,
            .bias = nullptr,
            .threshold = 0};
}

void convolve_with_sums(const ConvolutionBlock& block, TileCall& call, ChannelSums* sums) {
    const int first = block.blocks.first(block.block), outputs = block.blocks.size(block.block);
    Totals totals[6 * 2];
    call.out = block.out.plane(first);
    convolve_rows(call, outputs, 0, block.in.height, totals);
    for (int o = 0; o < outputs; ++o) sums[first + o] = {totals[o * 2].sum(), totals[o * 2 + 1].sum()};
}

// ---- Weight gradient: in [row - 1 and row][x] against out_gradient [two rows][x] ----

// Rows (first + step * j, the next) of a plane for j in [0, rows); rows beyond the plane are zero.
void pair_rows(const Planes& planes, int channel, int first, int step, int rows, std::uint32_t* to) {
    const auto row = static_cast<std::ptrdiff_t>(planes.row_floats());
    const float* plane = planes.plane(channel);
    for (int j = 0; j < rows; ++j, to += row) {
        const int y = first + j * step;
        const bool upper = y >= 0 && y < planes.height, lower = y + 1 >= 0 && y + 1 < planes.height;
        for (std::ptrdiff_t x = 0; x < row; x += pack_size) {
            const __m512 below = upper ? _mm512_load_ps(plane + y * row + x) : _mm512_setzero_ps();
            const __m512 above = lower ? _mm512_load_ps(plane + (y + 1) * row + x) : _mm512_setzero_ps();
            _mm512_store_si512(to + x, pair(below, above));
        }
    }
}

template <int Outputs, int FirstColumn, int EndColumn>
HWY_INLINE void add_pixel(__m512 (&taps)[Outputs][3][3], const std::uint32_t* in, std::ptrdiff_t row,
                          const std::uint32_t* gradient, std::ptrdiff_t plane) {
    __m512i g[Outputs];
    NANONAS_UNROLL for (int o = 0; o < Outputs; ++o) g[o] = _mm512_load_si512(gradient + o * plane);
    NANONAS_UNROLL for (int ky = 0; ky < 3; ++ky) {
        NANONAS_UNROLL for (int kx = FirstColumn; kx < EndColumn; ++kx) {
            const __m512i pixel = _mm512_load_si512(in + ky * row + (kx - 1) * pack_size);
            NANONAS_UNROLL for (int o = 0; o < Outputs; ++o) {
                taps[o][ky][kx] = add_products(taps[o][ky][kx], pixel, g[o]);
            }
        }
    }
}

// One input channel's row pairs against those of `Outputs` gradient channels; sums [Outputs][9][16].
template <int Outputs>
HWY_NOINLINE void add_plane(const Planes& shape, const std::uint32_t* in, const std::uint32_t* gradient,
                            float* sums) {
    __m512 taps[Outputs][3][3];
    NANONAS_UNROLL for (int o = 0; o < Outputs; ++o) {
        NANONAS_UNROLL for (int ky = 0; ky < 3; ++ky) {
            NANONAS_UNROLL for (int kx = 0; kx < 3; ++kx) taps[o][ky][kx] = _mm512_setzero_ps();
        }
    }
    const auto row = static_cast<std::ptrdiff_t>(shape.row_floats());
    const int pairs = (shape.height + 1) / 2;
    const std::ptrdiff_t plane = pairs * row;
    for (int j = 0; j < pairs; ++j) {
        const std::uint32_t *at = in + 2 * j * row, *g = gradient + j * row;
        if (shape.width == 1) {
            add_pixel<Outputs, 1, 2>(taps, at, row, g, plane);
            continue;
        }
        add_pixel<Outputs, 1, 3>(taps, at, row, g, plane);
        for (int x = shape.width - 2; x > 0; --x) {
            at += pack_size;
            g += pack_size;
            add_pixel<Outputs, 0, 3>(taps, at, row, g, plane);
        }
        add_pixel<Outputs, 0, 2>(taps, at + pack_size, row, g + pack_size, plane);
    }
    NANONAS_UNROLL for (int o = 0; o < Outputs; ++o) {
        NANONAS_UNROLL for (int ky = 0; ky < 3; ++ky) {
            NANONAS_UNROLL for (int kx = 0; kx < 3; ++kx) {
                _mm512_store_ps(sums + (o * 9 + ky * 3 + kx) * pack_size, taps[o][ky][kx]);
            }
        }
    }
}

constexpr int outputs_a_group = 3;

std::ptrdiff_t paired_plane(const Planes& in) {
    return static_cast<std::ptrdiff_t>(in.row_floats()) * (in.height + 2);
}

}  // namespace

void bf16_pairs(const float* from, int channels, std::ptrdiff_t floats, std::uint32_t* to) {
    for (int c = 0; c < channels; c += 2, from += 2 * floats, to += floats) {
        const bool both = c + 1 < channels;
        for (std::ptrdiff_t i = 0; i < floats; i += pack_size) {
            const auto mask =
                static_cast<__mmask16>((1u << std::min<std::ptrdiff_t>(pack_size, floats - i)) - 1);
            const __m512 below = _mm512_maskz_loadu_ps(mask, from + i);
            const __m512 above = _mm512_maskz_loadu_ps(both ? mask : __mmask16{0}, from + floats + i);
            _mm512_mask_storeu_epi32(to + i, mask, pair(below, above));
        }
    }
}

void bf16_convolve(const Bf16Block& block, ChannelSums* sums) {
    TileCall call = tile_call(block, Epilogue::sums);
    convolve_with_sums(block.block, call, sums);
}

void bf16_convolve_gradient(const Bf16Block& b, const Planes& forward, float threshold, ChannelSums* sums) {
    TileCall call = tile_call(b, Epilogue::gradient);
    call.forward = forward.plane(b.block.blocks.first(b.block.block));
    call.threshold = threshold;
    convolve_with_sums(b.block, call, sums);
}

void bf16_convolve_bias_relu(const Bf16Block& b, const float* bias, int first_row) {
    const ConvolutionBlock& block = b.block;
    TileCall call = tile_call(b, Epilogue::bias_relu);
    call.bias = bias + block.blocks.first(block.block) * pack_size;
    call.out -= first_row * static_cast<std::ptrdiff_t>(block.in.row_floats());
    convolve_rows(call, block.blocks.size(block.block), first_row, first_row + block.out.height, nullptr);
}

std::size_t bf16_weight_gradient_scratch(const Planes& in) {
    const std::size_t gradient = in.row_floats() * static_cast<std::size_t>((in.height + 1) / 2);
    return static_cast<std::size_t>(paired_plane(in)) * static_cast<std::size_t>(in.channels) +
           outputs_a_group * gradient;
}

void bf16_weight_gradient(const Planes& in, const Planes& out_gradient, float* gradient, float* scratch) {
    auto* pixels = reinterpret_cast<std::uint32_t*>(scratch);
    std::uint32_t* pairs = pixels + paired_plane(in) * in.channels;
    for (int i = 0; i < in.channels; ++i) {
        pair_rows(in, i, -1, 1, in.height + 2, pixels + i * paired_plane(in));
    }
    const int rows = (in.height + 1) / 2;
    for (int first = 0; first < out_gradient.channels; first += outputs_a_group) {
        const int outputs = std::min(outputs_a_group, out_gradient.channels - first);
        for (int o = 0; o < outputs; ++o) {
            pair_rows(out_gradient, first + o, 0, 2, rows,
                      pairs + o * rows * static_cast<std::ptrdiff_t>(in.row_floats()));
        }
        for (int i = 0; i < in.channels; ++i) {
            alignas(64) float sums[outputs_a_group * 9 * pack_size], reduced[outputs_a_group * 9];
            constexpr decltype(&add_plane<1>) by_outputs[] = {add_plane<1>, add_plane<2>, add_plane<3>};
            by_outputs[outputs - 1](in, pixels + i * paired_plane(in), pairs, sums);
            reduce_lanes(sums, outputs * 9, reduced);
            for (int o = 0; o < outputs; ++o) {
                std::copy_n(reduced + o * 9, 9,
                            gradient + (static_cast<std::ptrdiff_t>(first + o) * in.channels + i) * 9);
            }
        }
    }
}

}  // namespace nanonas::kernels
HWY_POP_ATTRIBUTES
