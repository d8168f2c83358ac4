// SPDX-License-Identifier: MIT
#include "kernels/winograd_convolution.h"

#include <algorithm>
#include <new>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/winograd_convolution.cpp"
#include <hwy/foreach_target.h>

#include "kernels/epilogue-inl.h"
#include "kernels/winograd_kernel.h"
#include "kernels/winograd_tiles-inl.h"

HWY_BEFORE_NAMESPACE();
namespace nanonas::kernels::HWY_NAMESPACE {
namespace {

constexpr int most_tiles = registers == 32 ? 4 : 3;

// At one position of how many output channels and tiles there are sums in registers.
constexpr int most_outputs(int tiles) {
    constexpr int sums = registers == 32 ? 24 : 12, outputs = registers == 32 ? 12 : 8;
    return sums / tiles < outputs ? sums / tiles : outputs;
}

using Kind = Epilogue::Kind;

constexpr std::ptrdiff_t totals_floats = 2 * pack_size;
static_assert(sizeof(LaneTotals) == totals_floats * sizeof(float));

struct Call : ConvolutionCall {
    int lane;            // at which the part of the lanes begins
    LaneTotals* totals;  // [output][2]
    float* inputs;       // [positions][in][tiles][part]
    float* products;     // [positions][output][tiles][part]
    float* row_sums;     // [output][2][rows of a tile][part]
};

constexpr std::ptrdiff_t position_floats(int channels, int tiles) {
    return odd_lines(std::ptrdiff_t{channels} * tiles * part_lanes);
}

// products[o][t] = sum over i of inputs[i][t] * weights[i * WeightStep...], at one position.
template <int Outputs, int Tiles, bool Flipped>
HWY_NOINLINE void multiply(const float* HWY_RESTRICT inputs, const float* HWY_RESTRICT weights,
                           std::ptrdiff_t row, int channels, float* HWY_RESTRICT products) {
    const PartTag d;
    Part sum[Outputs][Tiles];
    NANONAS_UNROLL for (int o = 0; o < Outputs; ++o) {
        NANONAS_UNROLL for (int t = 0; t < Tiles; ++t) sum[o][t] = hn::Zero(d);
    }
    for (int i = channels; i > 0; --i) {
        Part pixel[Tiles];
        NANONAS_UNROLL for (int t = 0; t < Tiles; ++t) pixel[t] = hn::Load(d, inputs + t * part_lanes);
        NANONAS_UNROLL for (int o = 0; o < Outputs; ++o) {
            const Part weight = hn::Set(d, weights[Flipped ? o * row : o]);
            NANONAS_UNROLL for (int t = 0; t < Tiles; ++t) sum[o][t] =
                hn::MulAdd(pixel[t], weight, sum[o][t]);
        }
        inputs += Tiles * part_lanes;
        weights += Flipped ? 1 : row;
    }
    NANONAS_UNROLL for (int o = 0; o < Outputs; ++o) {
        NANONAS_UNROLL for (int t = 0; t < Tiles; ++t) {
            hn::Store(sum[o][t], d, products + (o * Tiles + t) * part_lanes);
        }
    }
}

using Multiply = void (*)(const float*, const float*, std::ptrdiff_t, int, float*);

struct MultiplyTable {
    Multiply by_size[most_tiles][most_outputs(1)] = {};
};

template <bool Flipped, int Tiles = 1, int Outputs = 1>
constexpr void fill(MultiplyTable& table) {
    table.by_size[Tiles - 1][Outputs - 1] = multiply<Outputs, Tiles, Flipped>;
    if constexpr (Outputs < most_outputs(Tiles)) {
        fill<Flipped, Tiles, Outputs + 1>(table);
    } else if constexpr (Tiles < most_tiles) {
        fill<Flipped, Tiles + 1, 1>(table);
    }
}

template <bool Flipped>
constexpr MultiplyTable multiply_table() {
    MultiplyTable table;
    fill<Flipped>(table);
    return table;
}

template <bool Flipped>
void multiply_all(const Call& call, int tiles) {
    static constexpr MultiplyTable table = multiply_table<Flipped>();
    const int in = call.in.channels, out = call.out.channels;
    const std::ptrdiff_t row = whole_packs(Flipped ? in : out);
    const int most = most_outputs(tiles), blocks = (out + most - 1) / most;
    for (int p = 0; p < positions; ++p) {
        // In a flipped kernel's transform a point of interpolation has the place of its inverse.
        constexpr int inverse[window] = {5, 3, 4, 1, 2, 0};
        const int place = Flipped ? inverse[p / window] * window + inverse[p % window] : p;
        const float* weights = call.packed + place * row * (Flipped ? out : in);
        const float* inputs = call.inputs + p * position_floats(in, tiles);
        float* products = call.products + p * position_floats(out, tiles);
        for (int b = 0, o = 0; b < blocks; ++b) {
            const int end = out * (b + 1) / blocks;
            table.by_size[tiles - 1][end - o - 1](
                inputs, weights + (Flipped ? o * row : o), row, in,
                products + static_cast<std::ptrdiff_t>(o) * tiles * part_lanes);
            o = end;
        }
    }
}

// A' m.
HWY_INLINE void transform_output(const Part (&m)[window], Part (&out)[tile]) {
    const PartTag d;
    const Part root = hn::Set(d, winograd_root), half_root = hn::Set(d, winograd_root / 2);
    const Part two = hn::Set(d, 2.0f);
    const Part sum = hn::Add(m[1], m[2]), difference = hn::Sub(m[1], m[2]);
    const Part inverse_sum = hn::Add(m[3], m[4]), inverse_difference = hn::Sub(m[3], m[4]);
    out[0] = hn::NegMulAdd(two, inverse_sum, hn::Add(m[0], sum));
    out[1] = hn::Mul(root, hn::Sub(difference, inverse_difference));
    out[2] = hn::MulSub(two, sum, inverse_sum);
    out[3] = hn::MulAdd(hn::Mul(two, root), difference, hn::NegMulAdd(half_root, inverse_difference, m[5]));
}

// A' m A of one tile, and what the epilogue makes of it; so many Rows and `columns` of it lie in the plane.
template <Kind kind, int Rows>
HWY_INLINE void finish_tile(const float* HWY_RESTRICT product, std::ptrdiff_t position, int columns,
                            const float* HWY_RESTRICT operand, [[maybe_unused]] float threshold,
                            float* HWY_RESTRICT to, std::ptrdiff_t row) {
    const PartTag d;
    Part lines[window][tile];
    NANONAS_UNROLL for (int r = 0; r < window; ++r) {
        Part m[window];
        NANONAS_UNROLL for (int c = 0; c < window; ++c) {
            m[c] = hn::Load(d, product + (r * window + c) * position);
        }
        transform_output(m, lines[r]);
    }
    NANONAS_UNROLL for (int c = 0; c < tile; ++c) {
        if (c >= columns) break;
        Part m[window], pixels[tile];
        NANONAS_UNROLL for (int r = 0; r < window; ++r) m[r] = lines[r][c];
        transform_output(m, pixels);
        NANONAS_UNROLL for (int r = 0; r < Rows; ++r) {
            const std::ptrdiff_t place = r * row + c * pack_size;
            Part s = pixels[r];
            if constexpr (kind == Kind::bias_relu) {
                s = with_bias_relu(s, hn::Load(d, operand));
            } else if constexpr (kind == Kind::masked_sums) {
                s = masked(s, hn::Load(d, operand + place), hn::Set(d, threshold));
            }
            hn::Store(s, d, to + place);
        }
    }
}

// Adds so many pixels of Rows rows to sums [values, products][row][part], the products being of the pixels
// with themselves or with `forward`.
template <Kind kind, int Rows>
HWY_INLINE void add_to_row_sums(const float* HWY_RESTRICT from, const float* HWY_RESTRICT forward,
                                std::ptrdiff_t row, int pixels, float* HWY_RESTRICT sums) {
    const PartTag d;
    RowSums row_sums[Rows];
    NANONAS_UNROLL for (int r = 0; r < Rows; ++r) {
        row_sums[r] = RowSums::load(sums + r * part_lanes, tile * part_lanes);
    }
    for (int x = 0; x < pixels; ++x) {
        NANONAS_UNROLL for (int r = 0; r < Rows; ++r) {
            const std::ptrdiff_t place = r * row + x * pack_size;
            const Part s = hn::Load(d, from + place);
            row_sums[r].add(s, kind == Kind::masked_sums ? hn::Load(d, forward + place) : s);
        }
    }
    NANONAS_UNROLL for (int r = 0; r < Rows; ++r) {
        row_sums[r].store(sums + r * part_lanes, tile * part_lanes);
    }
}

// Tiles [first, first + count) of one row of tiles, output channel o; so many Rows of it lie in the plane.
template <Kind kind, int Rows>
void finish_tiles(const Call& call, int o, int first, int count, int tiles, const float* product) {
    const Planes& out = call.out;
    const int across = winograd_tiles(out.width), left = first % across * tile;
    const std::ptrdiff_t position = position_floats(out.channels, tiles);
    const auto row = static_cast<std::ptrdiff_t>(out.row_floats());
    const std::ptrdiff_t at = o * static_cast<std::ptrdiff_t>(out.plane_floats()) +
                              (first / across * tile - call.first_row) * row + left * pack_size + call.lane;
    float* to = out.data + at;
    const float* forward = kind == Kind::masked_sums ? call.epilogue.forward + at : nullptr;
    const float* bias = kind == Kind::bias_relu ? call.epilogue.bias + o * pack_size + call.lane : nullptr;
    for (int t = 0; t < count; ++t) {
        const std::ptrdiff_t x = t * tile * pack_size;
        finish_tile<kind, Rows>(product + t * part_lanes, position, out.width - left - t * tile,
                                kind == Kind::masked_sums ? forward + x : bias, call.epilogue.threshold,
                                to + x, row);
    }
    if constexpr (kind != Kind::bias_relu) {
        float* sums = call.row_sums + o * 2 * tile * part_lanes;
        const int end = std::min(out.width, left + count * tile);
        if (left == 0) std::fill_n(sums, 2 * tile * part_lanes, 0.0f);
        add_to_row_sums<kind, Rows>(to, forward, row, end - left, sums);
        if (end < out.width) return;
        for (int r = 0; r < Rows; ++r) {
            for (int i = 0; i < part_lanes; ++i) {
                call.totals[o * 2].lanes[call.lane + i] += static_cast<double>(sums[r * part_lanes + i]);
                call.totals[o * 2 + 1].lanes[call.lane + i] +=
                    static_cast<double>(sums[(tile + r) * part_lanes + i]);
            }
        }
    }
}

// What the tiles [first, first + tiles) of all output channels become.
template <Kind kind>
void finish_outputs(const Call& call, int first, int tiles) {
    constexpr decltype(&finish_tiles<kind, 1>) by_rows[tile] = {finish_tiles<kind, 1>, finish_tiles<kind, 2>,
                                                                finish_tiles<kind, 3>, finish_tiles<kind, 4>};
    const int across = winograd_tiles(call.out.width);
    for (int done = 0; done < tiles;) {
        const int x = (first + done) % across, y = (first + done) / across * tile;
        const int count = std::min(tiles - done, across - x);
        const int rows = std::min(tile, call.first_row + call.out.height - y);
        for (int o = 0; o < call.out.channels; ++o) {
            const float* product =
                call.products + (static_cast<std::ptrdiff_t>(o) * tiles + done) * part_lanes;
            by_rows[rows - 1](call, o, first + done, count, tiles, product);
        }
        done += count;
    }
}

template <Kind kind>
void convolve(Call call) {
    constexpr bool with_sums = kind != Kind::bias_relu;
    const int out = call.out.channels;
    float* scratch = call.scratch;
    if constexpr (with_sums) {
        for (int o = 0; o < out * 2; ++o, scratch += totals_floats) {
            auto* totals = new (scratch) LaneTotals;
            if (o == 0) call.totals = totals;
        }
    }
    call.row_sums = scratch;
    call.inputs = call.row_sums + out * 2 * tile * part_lanes;
    const ConvolutionShape shape{call.in.channels, out, call.in.height, call.in.width};
    const int most = std::min(most_tiles, winograd_tiles_at_once(shape));
    call.products = call.inputs + positions * position_floats(call.in.channels, most);
    const int across = winograd_tiles(call.out.width);
    const int begin = call.first_row / tile * across;
    const int tiles = winograd_tiles(call.out.height) * across, groups = (tiles + most - 1) / most;
    for (call.lane = 0; call.lane < pack_size; call.lane += part_lanes) {
        for (int g = 0; g < groups; ++g) {
            const int first = tiles * g / groups, count = tiles * (g + 1) / groups - first;
            transform_tiles(
                {call.in, call.lane, begin + first, count},
                {call.inputs, count * part_lanes, part_lanes, position_floats(call.in.channels, count)});
            call.flipped ? multiply_all<true>(call, count) : multiply_all<false>(call, count);
            finish_outputs<kind>(call, begin + first, count);
        }
    }
    if constexpr (with_sums) {
        for (int o = 0; o < out; ++o) {
            call.epilogue.sums[o] = {call.totals[2 * o].sum(), call.totals[2 * o + 1].sum()};
        }
    }
}

void winograd_convolve_impl(const ConvolutionCall& c) {
    Call call{};
    static_cast<ConvolutionCall&>(call) = c;
    switch (c.epilogue.kind) {
        case Kind::sums:
            return convolve<Kind::sums>(call);
        case Kind::masked_sums:
            return convolve<Kind::masked_sums>(call);
        case Kind::bias_relu:
            return convolve<Kind::bias_relu>(call);
    }
}

}  // namespace
}  // namespace nanonas::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace nanonas::kernels {
namespace {

HWY_EXPORT(winograd_convolve_impl);

// The products of a pack that the direct algorithm takes, which leaves out a border's taps, over those here.
// A window's transforms cost about as much as 5.4 (AVX-512) to 7.5 (AVX2) of its products with a channel, as
// benchmarks/kernels measures.
double gain(const ConvolutionShape& shape, Precision) {
    const double products = static_cast<double>(shape.in_channels) * shape.out_channels;
    const double direct = (3.0 * shape.height - 2) * (3.0 * shape.width - 2) * products;
    const double windows = winograd_tiles(shape.height) * winograd_tiles(shape.width);
    return direct / (36 * windows * (products + 7.5 * (shape.in_channels + shape.out_channels)));
}

// Totals in double, the sums of a row, and both sides of the products at each position.
std::size_t scratch_floats(const ConvolutionShape& shape) {
    const auto tiles = static_cast<std::size_t>(winograd_tiles_at_once(shape));
    const auto in = static_cast<std::size_t>(shape.in_channels),
               out = static_cast<std::size_t>(shape.out_channels);
    const std::size_t totals = out * 2 * 2, row_sums = out * 2 * winograd_tile;
    return (totals + row_sums + winograd_window * winograd_window * ((in + out) * tiles + 2)) * pack_size;
}

}  // namespace

const ConvolutionPasses winograd_convolution{
    .gain = gain,
    .most_outputs = [](const ConvolutionShape& shape) { return shape.out_channels; },
    // A band reads the whole kernel, which small planes make worth it with more rows.
    .band_rows = [](const ConvolutionShape& shape) { return 4 * ((15 + shape.width) / shape.width); },
    .forward_kernel_serves_both = true,
    .packed_floats =
        [](const ConvolutionShape& shape) {
            return winograd_kernel_floats(shape.in_channels, shape.out_channels);
        },
    .pack =
        [](const ConvolutionPass& pass, const float* kernel, float* packed) {
            winograd_kernel(kernel, pass.shape.in_channels, pass.shape.out_channels, packed);
        },
    .scratch_floats = scratch_floats,
    .prepare = nullptr,
    .convolve =
        [](const ConvolutionCall& call) {
            HWY_DYNAMIC_DISPATCH(winograd_convolve_impl)
            (call);
        },
};

}  // namespace nanonas::kernels
#endif
