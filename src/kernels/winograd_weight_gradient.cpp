// SPDX-License-Identifier: MIT
#include "kernels/winograd_weight_gradient.h"

#include <algorithm>
#include <array>
#include <utility>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/winograd_weight_gradient.cpp"
#include <hwy/foreach_target.h>

#include "kernels/squares-inl.h"
#include "kernels/winograd_tiles-inl.h"

HWY_BEFORE_NAMESPACE();
namespace nanonas::kernels::HWY_NAMESPACE {
namespace {

// Vectors as long as the part of a pack, and of 8 lanes for a last half.
using HalfTag = hn::CappedTag<float, 8>;

struct Call {
    Planes in, gradient;
    int columns;       // outputs, rounded up to a multiple of 8
    int outputs;       // and of 16
    int tiles;         // at once
    float* inputs;     // [position][in][tiles * 16]
    float* gradients;  // [position][tiles * 16][outputs], of the gradient
    float* sums;       // [position][in][outputs]
    std::ptrdiff_t inputs_position, gradients_position;
};

// G r.
template <typename D, typename V>
HWY_INLINE void transform_gradient(D d, const V (&r)[tile], V (&out)[window]) {
    const V root = hn::Set(d, winograd_root), half_root = hn::Set(d, winograd_root / 2);
    const V two = hn::Set(d, 2.0f), half = hn::Set(d, 0.5f);
    const V even = hn::MulAdd(two, r[2], r[0]), odd = hn::MulAdd(two, r[3], r[1]);
    const V even_inverse = hn::MulAdd(half, r[2], r[0]), odd_inverse = hn::MulAdd(half, r[3], r[1]);
    out[0] = r[0];
    out[1] = hn::MulAdd(root, odd, even);
    out[2] = hn::NegMulAdd(root, odd, even);
    out[3] = hn::MulAdd(half_root, odd_inverse, even_inverse);
    out[4] = hn::NegMulAdd(half_root, odd_inverse, even_inverse);
    out[5] = r[3];
}

// G r G' of `columns` output channels of one tile: from [pixel][sample][columns] to
// [position][sample][outputs].
template <typename D>
HWY_NOINLINE void transform_columns(D d, const float* HWY_RESTRICT pixels, int columns,
                                    float* HWY_RESTRICT to, int outputs, std::ptrdiff_t position) {
    using V = hn::Vec<D>;
    for (int s = 0; s < pack_size; ++s) {
        for (int o = 0; o < columns; o += static_cast<int>(hn::MaxLanes(d))) {
            const float* from = pixels + s * columns + o;
            V lines[tile][window];  // [column][row]
            NANONAS_UNROLL for (int c = 0; c < tile; ++c) {
                V r[tile];
                NANONAS_UNROLL for (int y = 0; y < tile; ++y) {
                    r[y] = hn::Load(d, from + (y * tile + c) * pack_size * columns);
                }
                transform_gradient(d, r, lines[c]);
            }
            NANONAS_UNROLL for (int y = 0; y < window; ++y) {
                V r[tile], row[window];
                NANONAS_UNROLL for (int c = 0; c < tile; ++c) r[c] = lines[c][y];
                transform_gradient(d, r, row);
                NANONAS_UNROLL for (int c = 0; c < window; ++c) {
                    hn::Store(row[c], d, to + (y * window + c) * position + s * outputs + o);
                }
            }
        }
    }
}

// The gradient's tiles [first, first + tiles), transposed and transformed.
void transform_gradients(const Call& call, int first) {
    HWY_ALIGN float pixels[tile * tile * pack_size * pack_size];
    const Planes& gradient = call.gradient;
    const int across = winograd_tiles(gradient.width);
    for (int t = 0; t < call.tiles; ++t) {
        const int top = (first + t) / across * tile, left = (first + t) % across * tile;
        for (int o = 0; o < call.columns; o += pack_size) {
            const int columns = std::min(pack_size, call.columns - o);
            for (int i = 0; i < tile * tile; ++i) {
                const int y = top + i / tile, x = left + i % tile;
                float* to = pixels + i * pack_size * columns;
                if (y < gradient.height && x < gradient.width) {
                    transpose_pixel(gradient, o, gradient.channels, y * gradient.width + x, columns, to);
                } else {
                    std::fill_n(to, pack_size * columns, 0.0f);
                }
            }
            float* to = call.gradients + t * pack_size * call.outputs + o;
            if (columns == pack_size) {
                transform_columns(PartTag(), pixels, columns, to, call.outputs, call.gradients_position);
            } else {
                transform_columns(HalfTag(), pixels, columns, to, call.outputs, call.gradients_position);
            }
        }
    }
}

struct Product {
    const float* inputs;     // [input][depth]
    const float* gradients;  // [depth][outputs]
    float* sums;             // [input][outputs]
    int depth, outputs;
    bool first;  // nothing is in sums yet
};

// sums[Inputs][Vectors of D] += inputs * gradients.
template <typename D, int Inputs, int Vectors>
HWY_NOINLINE void multiply(const Product& product, int input, int column) {
    const D d;
    constexpr int lanes = hn::MaxLanes(d);
    hn::Vec<D> sum[Inputs][Vectors];
    float* HWY_RESTRICT sums = product.sums + input * product.outputs + column;
    NANONAS_UNROLL for (int i = 0; i < Inputs; ++i) {
        NANONAS_UNROLL for (int v = 0; v < Vectors; ++v) {
            sum[i][v] = product.first ? hn::Zero(d) : hn::Load(d, sums + i * product.outputs + v * lanes);
        }
    }
    const std::ptrdiff_t depth = product.depth;
    const float* HWY_RESTRICT inputs = product.inputs + input * depth;
    const float* HWY_RESTRICT gradients = product.gradients + column;
    for (int k = product.depth; k > 0; --k, ++inputs, gradients += product.outputs) {
        hn::Vec<D> g[Vectors];
        NANONAS_UNROLL for (int v = 0; v < Vectors; ++v) g[v] = hn::Load(d, gradients + v * lanes);
        NANONAS_UNROLL for (int i = 0; i < Inputs; ++i) {
            const auto value = hn::Set(d, inputs[i * depth]);
            NANONAS_UNROLL for (int v = 0; v < Vectors; ++v) sum[i][v] = hn::MulAdd(g[v], value, sum[i][v]);
        }
    }
    NANONAS_UNROLL for (int i = 0; i < Inputs; ++i) {
        NANONAS_UNROLL for (int v = 0; v < Vectors; ++v) {
            hn::Store(sum[i][v], d, sums + i * product.outputs + v * lanes);
        }
    }
}

using Multiply = void (*)(const Product&, int, int);

template <typename D, int Vectors, int... Less>
constexpr std::array<Multiply, sizeof...(Less)> multiply_table(std::integer_sequence<int, Less...>) {
    return {multiply<D, Less + 1, Vectors>...};
}

// All input channels, as equally divided as can be into blocks of at most Inputs.
template <typename D, int Inputs, int Vectors>
void multiply_inputs(const Product& product, int channels, int column) {
    static constexpr auto by_inputs = multiply_table<D, Vectors>(std::make_integer_sequence<int, Inputs>());
    const int blocks = (channels + Inputs - 1) / Inputs;
    for (int b = 0, input = 0; b < blocks; ++b) {
        const int end = channels * (b + 1) / blocks;
        by_inputs[static_cast<std::size_t>(end - input - 1)](product, input, column);
        input = end;
    }
}

void multiply_all(const Call& call, bool first) {
    constexpr bool many = registers == 32;
    for (int p = 0; p < positions; ++p) {
        const int in = call.in.channels;
        const Product product{call.inputs + p * call.inputs_position,
                              call.gradients + p * call.gradients_position,
                              call.sums + static_cast<std::ptrdiff_t>(p) * in * call.outputs,
                              call.tiles * pack_size,
                              call.outputs,
                              first};
        int column = 0;
        for (; column + 2 * part_lanes <= call.columns; column += 2 * part_lanes) {
            multiply_inputs<PartTag, many ? 10 : 5, 2>(product, in, column);
        }
        for (; column + part_lanes <= call.columns; column += part_lanes) {
            multiply_inputs<PartTag, many ? 14 : 8, 1>(product, in, column);
        }
        if (column < call.columns) multiply_inputs<HalfTag, many ? 14 : 8, 1>(product, in, column);
    }
}

// A' m.
template <typename D, typename V>
HWY_INLINE void transform_sums(D d, const V (&m)[window], V (&out)[3]) {
    const V sum = hn::Add(m[1], m[2]), difference = hn::Sub(m[1], m[2]);
    const V inverse_sum = hn::Add(m[3], m[4]), inverse_difference = hn::Sub(m[3], m[4]);
    const V third = hn::Set(d, 1.0f / 3);
    out[0] = hn::MulAdd(hn::Set(d, 1.0f / 6), sum, hn::NegMulAdd(hn::Set(d, 2.0f / 3), inverse_sum, m[0]));
    out[1] = hn::Mul(hn::Set(d, winograd_root / 6),
                     hn::NegMulAdd(hn::Set(d, 2.0f), inverse_difference, difference));
    out[2] = hn::MulAdd(third, hn::Sub(sum, inverse_sum), m[5]);
}

// A' m A of one input channel and a vector of outputs, to taps [9][8 outputs].
HWY_INLINE void transform_to_taps(const float* HWY_RESTRICT sums, std::ptrdiff_t position,
                                  float* HWY_RESTRICT taps) {
    const HalfTag d;
    using V = hn::Vec<HalfTag>;
    for (int o = 0; o < 8; o += static_cast<int>(hn::MaxLanes(d))) {
        V columns[window][3];
        NANONAS_UNROLL for (int c = 0; c < window; ++c) {
            V m[window];
            NANONAS_UNROLL for (int r = 0; r < window; ++r) {
                m[r] = hn::Load(d, sums + (r * window + c) * position + o);
            }
            transform_sums(d, m, columns[c]);
        }
        NANONAS_UNROLL for (int r = 0; r < 3; ++r) {
            V m[window], row[3];
            NANONAS_UNROLL for (int c = 0; c < window; ++c) m[c] = columns[c][r];
            transform_sums(d, m, row);
            NANONAS_UNROLL for (int c = 0; c < 3; ++c) hn::Store(row[c], d, taps + (r * 3 + c) * 8 + o);
        }
    }
}

void write_kernel(const Call& call, float* gradient) {
    constexpr int inputs = 4;
    HWY_ALIGN float taps[inputs * 9 * 8];
    const int in = call.in.channels, out = call.gradient.channels;
    const std::ptrdiff_t position = static_cast<std::ptrdiff_t>(in) * call.outputs, kernel = in * 9;
    for (int i = 0; i < in; i += inputs) {
        const int count = std::min(inputs, in - i);
        for (int o = 0; o < out; o += 8) {
            for (int j = 0; j < count; ++j) {
                transform_to_taps(call.sums + (i + j) * call.outputs + o, position, taps + j * 9 * 8);
            }
            transpose_columns(taps, count * 9, 8, std::min(8, out - o), gradient + o * kernel + i * 9,
                              kernel);
        }
    }
}

// All outputs: the input's tiles are transformed once.
void winograd_weight_gradient_impl(const WeightGradientCall& wanted) {
    const Planes &in = wanted.in, &out_gradient = wanted.out_gradient;
    const int tiles_at_once =
        winograd_tiles_at_once({in.channels, out_gradient.channels, in.height, in.width});
    Call call{};
    call.in = in;
    call.gradient = out_gradient;
    call.columns = (out_gradient.channels + 7) / 8 * 8;
    call.outputs = whole_packs(out_gradient.channels);
    call.inputs_position = odd_lines(std::ptrdiff_t{in.channels} * tiles_at_once * pack_size);
    call.gradients_position = odd_lines(std::ptrdiff_t{call.outputs} * tiles_at_once * pack_size);
    call.inputs = wanted.scratch;
    call.gradients = call.inputs + positions * call.inputs_position;
    call.sums = call.gradients + positions * call.gradients_position;
    const int tiles = winograd_tiles(in.height) * winograd_tiles(in.width);
    for (int first = 0; first < tiles; first += tiles_at_once) {
        call.tiles = std::min(tiles_at_once, tiles - first);
        const std::ptrdiff_t depth = call.tiles * pack_size;
        for (int lane = 0; lane < pack_size; lane += part_lanes) {
            transform_tiles({in, lane, first, call.tiles},
                            {call.inputs + lane, depth, pack_size, call.inputs_position});
        }
        transform_gradients(call, first);
        multiply_all(call, first == 0);
    }
    write_kernel(call, wanted.gradient);
}

}  // namespace
}  // namespace nanonas::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace nanonas::kernels {

namespace {

HWY_EXPORT(winograd_weight_gradient_impl);

// The products of a pack that the direct algorithm takes, which leaves out a border's taps, over those here;
// what benchmarks/kernels measures of a window's two transforms and of the sums' one counts as products.
double gain(const ConvolutionShape& shape, Precision) {
    const int in = shape.in_channels, out = shape.out_channels;
    const double direct = (3.0 * shape.height - 2) * (3.0 * shape.width - 2) * in * out;
    const double windows = winograd_tiles(shape.height) * winograd_tiles(shape.width);
    const double columns = (out + 7) / 8 * 8;
    return direct /
           (36 * windows * in * columns + windows * (200.0 * in + 280 * columns) + 10 * in * columns);
}

std::size_t scratch_floats(const ConvolutionShape& shape) {
    const auto padded = static_cast<std::size_t>(whole_packs(shape.out_channels)),
               channels = static_cast<std::size_t>(shape.in_channels);
    const auto tiles = static_cast<std::size_t>(winograd_tiles_at_once(shape));
    return winograd_window * winograd_window *
           (((channels + padded) * tiles + 2) * pack_size + channels * padded);
}

}  // namespace

const WeightGradientPass winograd_weight_gradient{
    .gain = gain,
    .outputs_at_once = [](const ConvolutionShape& shape) { return shape.out_channels; },
    .scratch_floats = scratch_floats,
    .run =
        [](const WeightGradientCall& call) {
            HWY_DYNAMIC_DISPATCH(winograd_weight_gradient_impl)
            (call);
        },
};

}  // namespace nanonas::kernels
#endif
