// SPDX-License-Identifier: MIT
#include "kernels/winograd.h"

#include <algorithm>
#include <vector>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/winograd.cpp"
#include <hwy/foreach_target.h>

#include "kernels/lanes-inl.h"
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
    float* inputs;       // [positions][in][tiles][part]
    float* products;     // [positions][output][tiles][part]
    float* row_sums;     // [output][2][rows of a tile][part]
};

constexpr std::ptrdiff_t position_floats(int channels, int tiles) {
    return odd_lines(std::ptrdiff_t{channels} * tiles * part_lanes);
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

struct MultiplyTable {
    Multiply by_size[most_tiles][most_outputs(1)] = {};
};

template <bool Turned, int Tiles = 1, int Outputs = 1>
constexpr void fill(MultiplyTable& table) {
    table.by_size[Tiles - 1][Outputs - 1] = multiply<Outputs, Tiles, Turned>;
    if constexpr (Outputs < most_outputs(Tiles)) {
        fill<Turned, Tiles, Outputs + 1>(table);
    } else if constexpr (Tiles < most_tiles) {
        fill<Turned, Tiles + 1, 1>(table);
    }
}

template <bool Turned>
constexpr MultiplyTable multiply_table() {
    MultiplyTable table;
    fill<Turned>(table);
    return table;
}

template <bool Turned>
void multiply_all(const Call& call, int tiles) {
    static constexpr MultiplyTable table = multiply_table<Turned>();
    const int in = call.in.channels, out = call.out.channels;
    const std::ptrdiff_t row = whole_packs(Turned ? in : out);
    const int most = most_outputs(tiles), blocks = (out + most - 1) / most;
    for (int p = 0; p < positions; ++p) {
        // In a turned kernel a point of interpolation has its inverse's place.
        constexpr int turned[window] = {5, 3, 4, 1, 2, 0};
        const int place = Turned ? turned[p / window] * window + turned[p % window] : p;
        const float* weights = call.transformed + place * row * (Turned ? out : in);
        const float* inputs = call.inputs + p * position_floats(in, tiles);
        float* products = call.products + p * position_floats(out, tiles);
        for (int b = 0, o = 0; b < blocks; ++b) {
            const int end = out * (b + 1) / blocks;
            table.by_size[tiles - 1][end - o - 1](
                inputs, weights + (Turned ? o * row : o), row, in,
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
template <Epilogue Kind, int Rows>
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
            if constexpr (Kind == Epilogue::bias_relu) {
                s = hn::Max(hn::Add(s, hn::Load(d, operand)), hn::Zero(d));
            } else if constexpr (Kind == Epilogue::gradient) {
                const Part f = hn::Load(d, operand + place);
                s = hn::IfThenElseZero(hn::Gt(f, hn::Set(d, threshold)), s);
            }
            hn::Store(s, d, to + place);
        }
    }
}

// Adds so many pixels of Rows rows to sums [values, products][row][part], the products being of the pixels
// with themselves or with `forward`.
template <Epilogue Kind, int Rows>
HWY_INLINE void add_to_row_sums(const float* HWY_RESTRICT from, const float* HWY_RESTRICT forward,
                                std::ptrdiff_t row, int pixels, float* HWY_RESTRICT sums) {
    const PartTag d;
    Part values[Rows], products[Rows];
    NANONAS_UNROLL for (int r = 0; r < Rows; ++r) {
        values[r] = hn::Load(d, sums + r * part_lanes);
        products[r] = hn::Load(d, sums + (tile + r) * part_lanes);
    }
    for (int x = 0; x < pixels; ++x) {
        NANONAS_UNROLL for (int r = 0; r < Rows; ++r) {
            const std::ptrdiff_t place = r * row + x * pack_size;
            const Part s = hn::Load(d, from + place);
            const Part f = Kind == Epilogue::gradient ? hn::Load(d, forward + place) : s;
            values[r] = hn::Add(values[r], s);
            products[r] = hn::MulAdd(s, f, products[r]);
        }
    }
    NANONAS_UNROLL for (int r = 0; r < Rows; ++r) {
        hn::Store(values[r], d, sums + r * part_lanes);
        hn::Store(products[r], d, sums + (tile + r) * part_lanes);
    }
}

// Tiles [first, first + count) of one row of tiles, output channel o; so many Rows of it lie in the plane.
template <Epilogue Kind, int Rows>
void finish_tiles(const Call& call, int o, int first, int count, int tiles, const float* product) {
    const Planes& out = call.out;
    const int across = winograd_tiles(out.width), left = first % across * tile;
    const std::ptrdiff_t position = position_floats(out.channels, tiles);
    const auto row = static_cast<std::ptrdiff_t>(out.row_floats());
    const std::ptrdiff_t at = o * static_cast<std::ptrdiff_t>(out.plane_floats()) +
                              (first / across * tile - call.first_row) * row + left * pack_size + call.lane;
    float* to = out.data + at;
    const float* forward = Kind == Epilogue::gradient ? call.forward + at : nullptr;
    const float* bias = Kind == Epilogue::bias_relu ? call.bias + o * pack_size + call.lane : nullptr;
    for (int t = 0; t < count; ++t) {
        const std::ptrdiff_t x = t * tile * pack_size;
        finish_tile<Kind, Rows>(product + t * part_lanes, position, out.width - left - t * tile,
                                Kind == Epilogue::gradient ? forward + x : bias, call.threshold, to + x, row);
    }
    if constexpr (Kind != Epilogue::bias_relu) {
        float* sums = call.row_sums + o * 2 * tile * part_lanes;
        const int end = std::min(out.width, left + count * tile);
        if (left == 0) std::fill_n(sums, 2 * tile * part_lanes, 0.0f);
        add_to_row_sums<Kind, Rows>(to, forward, row, end - left, sums);
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
template <Epilogue Kind>
void finish_outputs(const Call& call, int first, int tiles) {
    constexpr decltype(&finish_tiles<Kind, 1>) by_rows[tile] = {finish_tiles<Kind, 1>, finish_tiles<Kind, 2>,
                                                                finish_tiles<Kind, 3>, finish_tiles<Kind, 4>};
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

template <Epilogue Kind>
void run(Call call, float* scratch, ChannelSums* sums) {
    const int in = call.in.channels, out = call.out.channels;
    std::vector<LaneTotals> totals(Kind == Epilogue::bias_relu ? 0 : static_cast<std::size_t>(out) * 2);
    call.totals = totals.data();
    call.row_sums = scratch;
    call.inputs = call.row_sums + out * 2 * tile * part_lanes;
    const int most = std::min(most_tiles, winograd_tiles_at_once(call.in, out));
    call.products = call.inputs + positions * position_floats(in, most);
    const int across = winograd_tiles(call.out.width);
    const int begin = call.first_row / tile * across;
    const int tiles = winograd_tiles(call.out.height) * across, groups = (tiles + most - 1) / most;
    for (call.lane = 0; call.lane < pack_size; call.lane += part_lanes) {
        for (int g = 0; g < groups; ++g) {
            const int first = tiles * g / groups, count = tiles * (g + 1) / groups - first;
            transform_tiles({call.in, call.lane, begin + first, count},
                            {call.inputs, count * part_lanes, part_lanes, position_floats(in, count)});
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
