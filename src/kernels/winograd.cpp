// SPDX-License-Identifier: MIT
#include "kernels/winograd.h"

#include <algorithm>
#include <vector>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/winograd.cpp"
#include <hwy/foreach_target.h>

#include "kernels/lanes-inl.h"

HWY_BEFORE_NAMESPACE();
namespace nanonas::kernels::HWY_NAMESPACE {
namespace {

constexpr int positions = 16;  // of a transformed tile
constexpr int most_tiles = registers == 32 ? 4 : 3;
constexpr int most_outputs = registers == 32 ? 6 : 4;

constexpr int rounded(int count) {
    return (count + pack_size - 1) / pack_size * pack_size;
}

enum class Epilogue { sums, gradient, bias_relu };

struct Call {
    Planes in, out;
    int first_row;  // of the plane, that `out` begins with
    int lane;       // at which the part of the lanes begins
    const float* transformed;
    const float* forward;  // like out
    const float* bias;     // [output][16]
    float threshold;
    LaneTotals* totals;  // [output][2]
    float* inputs;       // [16][in][tiles][part]
    float* products;     // [16][output][tiles][part]
    float* row_sums;     // [output][2][2 rows][part]
};

// From one position of a tile to the next in scratch: an odd number of cache lines, or the sixteen would
// compete for one place in the cache.
constexpr std::ptrdiff_t position_floats(int channels, int tiles) {
    return ((static_cast<std::ptrdiff_t>(channels) * tiles * part_lanes + pack_size - 1) / pack_size | 1) *
           pack_size;
}

// Where a tile's 4x4 inputs lie in its plane. Rows beyond the plane are read from zeros.
struct TileRows {
    const float* row[4];
    std::ptrdiff_t step[4];  // to the next channel
};

HWY_INLINE void subtract_and_add(const Part* in, Part* out) {
    out[0] = hn::Sub(in[0], in[2]);
    out[1] = hn::Add(in[1], in[2]);
    out[2] = hn::Sub(in[2], in[1]);
    out[3] = hn::Sub(in[1], in[3]);
}

// B' d B of one tile, all input channels; columns [First, End) of the four lie in the plane.
template <int First, int End>
HWY_NOINLINE void transform_tile(TileRows rows, int channels, std::ptrdiff_t channel, float* HWY_RESTRICT to,
                                 std::ptrdiff_t position) {
    const PartTag d;
    for (int i = 0; i < channels; ++i, to += channel) {
        Part columns[4][4];  // [column][row]
        NANONAS_UNROLL for (int c = 0; c < 4; ++c) {
            Part pixels[4];
            NANONAS_UNROLL for (int r = 0; r < 4; ++r) {
                const bool inside = c >= First && c < End;
                pixels[r] = inside ? hn::Load(d, rows.row[r] + c * pack_size) : hn::Zero(d);
            }
            subtract_and_add(pixels, columns[c]);
        }
        NANONAS_UNROLL for (int r = 0; r < 4; ++r) {
            const Part row[4] = {columns[0][r], columns[1][r], columns[2][r], columns[3][r]};
            Part done[4];
            subtract_and_add(row, done);
            NANONAS_UNROLL for (int c = 0; c < 4; ++c) hn::Store(done[c], d, to + (r * 4 + c) * position);
        }
        NANONAS_UNROLL for (int r = 0; r < 4; ++r) rows.row[r] += rows.step[r];
    }
}

alignas(64) constexpr float zeros[4 * pack_size] = {};

void transform_inputs(const Call& call, int first, int tiles) {
    const Planes& in = call.in;
    const int across = (in.width + 1) / 2;
    const std::ptrdiff_t channel = static_cast<std::ptrdiff_t>(tiles) * part_lanes;
    for (int t = 0; t < tiles; ++t) {
        const int y = (first + t) / across * 2 - 1, x = (first + t) % across * 2 - 1;
        TileRows rows;
        for (int r = 0; r < 4; ++r) {
            const bool inside = y + r >= 0 && y + r < in.height;
            rows.row[r] = inside ? in.data + (y + r) * static_cast<std::ptrdiff_t>(in.row_floats()) +
                                       x * pack_size + call.lane
                                 : zeros;
            rows.step[r] = inside ? static_cast<std::ptrdiff_t>(in.plane_floats()) : 0;
        }
        float* to = call.inputs + t * part_lanes;
        const auto run =
            x < 0 ? (x + 4 > in.width ? (x + 3 > in.width ? transform_tile<1, 2> : transform_tile<1, 3>)
                                      : transform_tile<1, 4>)
                  : (x + 4 > in.width ? (x + 3 > in.width ? transform_tile<0, 2> : transform_tile<0, 3>)
                                      : transform_tile<0, 4>);
        run(rows, in.channels, channel, to, position_floats(in.channels, tiles));
    }
}

// products[o][t] = sum over i of inputs[i][t] * weights[i * WeightStep...], at one position.
template <int Outputs, int Tiles, bool Turned>
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
            const Part weight = hn::Set(d, weights[Turned ? o * row : o]);
            NANONAS_UNROLL for (int t = 0; t < Tiles; ++t) sum[o][t] =
                hn::MulAdd(pixel[t], weight, sum[o][t]);
        }
        inputs += Tiles * part_lanes;
        weights += Turned ? 1 : row;
    }
    NANONAS_UNROLL for (int o = 0; o < Outputs; ++o) {
        NANONAS_UNROLL for (int t = 0; t < Tiles; ++t) {
            hn::Store(sum[o][t], d, products + (o * Tiles + t) * part_lanes);
        }
    }
}

using Multiply = void (*)(const float*, const float*, std::ptrdiff_t, int, float*);

template <bool Turned, int Outputs = 1, int Tiles = 1>
constexpr void fill(Multiply (&table)[most_outputs][most_tiles]) {
    table[Outputs - 1][Tiles - 1] = multiply<Outputs, Tiles, Turned>;
    if constexpr (Tiles < most_tiles) {
        fill<Turned, Outputs, Tiles + 1>(table);
    } else if constexpr (Outputs < most_outputs) {
        fill<Turned, Outputs + 1, 1>(table);
    }
}

struct MultiplyTable {
    Multiply by_size[most_outputs][most_tiles] = {};
};
template <bool Turned>
constexpr MultiplyTable multiply_table() {
    MultiplyTable table;
    fill<Turned>(table.by_size);
    return table;
}

template <bool Turned>
void multiply_all(const Call& call, int tiles) {
    static constexpr MultiplyTable table = multiply_table<Turned>();
    const int in = call.in.channels, out = call.out.channels;
    const std::ptrdiff_t row = rounded(Turned ? in : out);
    const int blocks = (out + most_outputs - 1) / most_outputs;
    for (int p = 0; p < positions; ++p) {
        // Turning the kernel changes the places of first and last row and column.
        constexpr int turned[4] = {3, 1, 2, 0};
        const int place = Turned ? turned[p / 4] * 4 + turned[p % 4] : p;
        const float* weights = call.transformed + place * row * (Turned ? out : in);
        const float* inputs = call.inputs + p * position_floats(in, tiles);
        float* products = call.products + p * position_floats(out, tiles);
        for (int b = 0, o = 0; b < blocks; ++b) {
            const int end = out * (b + 1) / blocks;
            table.by_size[end - o - 1][tiles - 1](
                inputs, weights + (Turned ? o * row : o), row, in,
                products + static_cast<std::ptrdiff_t>(o) * tiles * part_lanes);
            o = end;
        }
    }
}

// A' m A of one tile: [2 rows][2 columns].
HWY_INLINE void transform_product(const float* HWY_RESTRICT product, std::ptrdiff_t position,
                                  Part (&out)[2][2]) {
    const PartTag d;
    Part rows[2][4];
    NANONAS_UNROLL for (int c = 0; c < 4; ++c) {
        const Part a = hn::Load(d, product + c * position), b = hn::Load(d, product + (4 + c) * position);
        const Part e = hn::Load(d, product + (8 + c) * position),
                   f = hn::Load(d, product + (12 + c) * position);
        rows[0][c] = hn::Add(hn::Add(a, b), e);
        rows[1][c] = hn::Sub(hn::Sub(b, e), f);
    }
    NANONAS_UNROLL for (int r = 0; r < 2; ++r) {
        out[r][0] = hn::Add(hn::Add(rows[r][0], rows[r][1]), rows[r][2]);
        out[r][1] = hn::Sub(hn::Sub(rows[r][1], rows[r][2]), rows[r][3]);
    }
}

// Tiles [first, first + count) of one row of tiles, output channel o; Rows, of two, lie in the plane. The
// last tile may hold one column only.
template <Epilogue Kind, int Rows>
void finish_tiles(const Call& call, int o, int first, int count, int tiles, const float* product) {
    const PartTag d;
    const Planes& out = call.out;
    const int across = (out.width + 1) / 2, tile_x = first % across;
    const std::ptrdiff_t position = position_floats(out.channels, tiles);
    const auto row = static_cast<std::ptrdiff_t>(out.row_floats());
    const std::ptrdiff_t at = o * static_cast<std::ptrdiff_t>(out.plane_floats()) +
                              (first / across * 2 - call.first_row) * row + tile_x * 2 * pack_size +
                              call.lane;
    float* HWY_RESTRICT to = out.data + at;
    const float* HWY_RESTRICT forward = Kind == Epilogue::gradient ? call.forward + at : nullptr;
    float* HWY_RESTRICT state = call.row_sums + o * 4 * part_lanes;  // values and products of two rows
    Part values[2], products[2];
    NANONAS_UNROLL for (int r = 0; r < Rows; ++r) {
        values[r] = tile_x == 0 ? hn::Zero(d) : hn::Load(d, state + r * part_lanes);
        products[r] = tile_x == 0 ? hn::Zero(d) : hn::Load(d, state + (2 + r) * part_lanes);
    }
    for (int t = 0; t < count; ++t, product += part_lanes) {
        Part pixels[2][2];
        transform_product(product, position, pixels);
        const int columns = (tile_x + t) * 2 + 2 <= out.width ? 2 : 1;
        NANONAS_UNROLL for (int r = 0; r < Rows; ++r) {
            NANONAS_UNROLL for (int c = 0; c < 2; ++c) {
                if (c >= columns) continue;
                Part s = pixels[r][c];
                const std::ptrdiff_t place = r * row + (2 * t + c) * pack_size;
                if constexpr (Kind == Epilogue::bias_relu) {
                    const Part bias = hn::Load(d, call.bias + o * pack_size + call.lane);
                    s = hn::Max(hn::Add(s, bias), hn::Zero(d));
                } else if constexpr (Kind == Epilogue::gradient) {
                    const Part f = hn::Load(d, forward + place);
                    s = hn::IfThenElseZero(hn::Gt(f, hn::Set(d, call.threshold)), s);
                    values[r] = hn::Add(values[r], s);
                    products[r] = hn::MulAdd(s, f, products[r]);
                } else {
                    values[r] = hn::Add(values[r], s);
                    products[r] = hn::MulAdd(s, s, products[r]);
                }
                hn::Store(s, d, to + place);
            }
        }
    }
    if constexpr (Kind != Epilogue::bias_relu) {
        NANONAS_UNROLL for (int r = 0; r < Rows; ++r) {
            hn::Store(values[r], d, state + r * part_lanes);
            hn::Store(products[r], d, state + (2 + r) * part_lanes);
            if (tile_x + count < across) continue;
            for (int i = 0; i < part_lanes; ++i) {
                call.totals[o * 2].lanes[call.lane + i] += static_cast<double>(state[r * part_lanes + i]);
                call.totals[o * 2 + 1].lanes[call.lane + i] +=
                    static_cast<double>(state[(2 + r) * part_lanes + i]);
            }
        }
    }
}

// What the tiles [first, first + tiles) of all output channels become.
template <Epilogue Kind>
void finish_outputs(const Call& call, int first, int tiles) {
    const int across = (call.out.width + 1) / 2;
    for (int done = 0; done < tiles;) {
        const int x = (first + done) % across, y = (first + done) / across * 2;
        const int count = std::min(tiles - done, across - x);
        const bool both = y + 2 <= call.first_row + call.out.height;
        for (int o = 0; o < call.out.channels; ++o) {
            const float* product =
                call.products + (static_cast<std::ptrdiff_t>(o) * tiles + done) * part_lanes;
            (both ? finish_tiles<Kind, 2> : finish_tiles<Kind, 1>)(call, o, first + done, count, tiles,
                                                                   product);
        }
        done += count;
    }
}

template <Epilogue Kind>
void run(Call call, float* scratch, ChannelSums* sums) {
    const int in = call.in.channels, out = call.out.channels;
    std::vector<LaneTotals> totals(Kind == Epilogue::bias_relu ? 0 : static_cast<std::size_t>(out) * 2);
    call.totals = totals.data();
    call.row_sums = scratch;
    call.inputs = call.row_sums + out * 4 * part_lanes;
    call.products = call.inputs + positions * position_floats(in, most_tiles);
    const int across = (call.out.width + 1) / 2;
    const int begin = call.first_row / 2 * across;
    const int tiles = (call.out.height + 1) / 2 * across, groups = (tiles + most_tiles - 1) / most_tiles;
    for (call.lane = 0; call.lane < pack_size; call.lane += part_lanes) {
        for (int g = 0; g < groups; ++g) {
            const int first = tiles * g / groups, count = tiles * (g + 1) / groups - first;
            transform_inputs(call, begin + first, count);
            multiply_all<Kind == Epilogue::gradient>(call, count);
            finish_outputs<Kind>(call, begin + first, count);
        }
    }
    for (std::size_t o = 0; 2 * o < totals.size(); ++o)
        sums[o] = {totals[2 * o].sum(), totals[2 * o + 1].sum()};
}

Call make_call(const ConvolutionBlock& block) {
    Call call{};
    call.in = block.in;
    call.out = block.out;
    call.transformed = block.packed;
    return call;
}

void winograd_impl(const ConvolutionBlock& block, ChannelSums* sums) {
    run<Epilogue::sums>(make_call(block), block.scratch, sums);
}

void winograd_gradient_impl(const ConvolutionBlock& block, const Planes& forward, float threshold,
                            ChannelSums* sums) {
    Call call = make_call(block);
    call.forward = forward.data;
    call.threshold = threshold;
    run<Epilogue::gradient>(call, block.scratch, sums);
}

void winograd_bias_relu_impl(const ConvolutionBlock& block, const float* bias, int first_row) {
    Call call = make_call(block);
    call.bias = bias;
    call.first_row = first_row;
    run<Epilogue::bias_relu>(call, block.scratch, nullptr);
}

}  // namespace
}  // namespace nanonas::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace nanonas::kernels {

HWY_EXPORT(winograd_impl);
HWY_EXPORT(winograd_gradient_impl);
HWY_EXPORT(winograd_bias_relu_impl);

void winograd(const ConvolutionBlock& block, ChannelSums* sums) {
    HWY_DYNAMIC_DISPATCH(winograd_impl)(block, sums);
}

void winograd_gradient(const ConvolutionBlock& block, const Planes& forward, float threshold,
                       ChannelSums* sums) {
    HWY_DYNAMIC_DISPATCH(winograd_gradient_impl)(block, forward, threshold, sums);
}

void winograd_bias_relu(const ConvolutionBlock& block, const float* bias, int first_row) {
    HWY_DYNAMIC_DISPATCH(winograd_bias_relu_impl)(block, bias, first_row);
}

}  // namespace nanonas::kernels
#endif
