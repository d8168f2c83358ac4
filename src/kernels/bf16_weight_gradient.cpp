// SPDX-License-Identifier: MIT
#include "kernels/bf16_weight_gradient.h"

#include <algorithm>

#include "kernels/bf16_products.h"
#include "kernels/direct_weight_gradient.h"
#include "kernels/lanes.h"
#include "kernels/unroll.h"

HWY_PUSH_ATTRIBUTES(NANONAS_BF16_TARGET)
namespace nanonas::kernels {
namespace {

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
            _mm512_store_si512(to + x, bf16_pair(below, above));
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
                taps[o][ky][kx] = bf16_add_products(taps[o][ky][kx], pixel, g[o]);
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

// Floats of the row pairs of an input plane and of a gradient plane.
std::ptrdiff_t paired_input(int height, int width) {
    return std::ptrdiff_t{height + 2} * width * pack_size;
}

std::ptrdiff_t paired_gradient(int height, int width) {
    return std::ptrdiff_t{(height + 1) / 2} * width * pack_size;
}

std::size_t scratch_floats(const ConvolutionShape& shape) {
    return static_cast<std::size_t>(paired_input(shape.height, shape.width) * shape.in_channels +
                                    outputs_a_group * paired_gradient(shape.height, shape.width));
}

// All outputs: pairs of the input are made once.
void run(const WeightGradientCall& call) {
    const Planes &in = call.in, &out_gradient = call.out_gradient;
    auto* pixels = reinterpret_cast<std::uint32_t*>(call.scratch);
    const std::ptrdiff_t input = paired_input(in.height, in.width);
    std::uint32_t* pairs = pixels + input * in.channels;
    for (int i = 0; i < in.channels; ++i) pair_rows(in, i, -1, 1, in.height + 2, pixels + i * input);
    for (int first = 0; first < out_gradient.channels; first += outputs_a_group) {
        const int outputs = std::min(outputs_a_group, out_gradient.channels - first);
        for (int o = 0; o < outputs; ++o) {
            pair_rows(out_gradient, first + o, 0, 2, (in.height + 1) / 2,
                      pairs + o * paired_gradient(in.height, in.width));
        }
        for (int i = 0; i < in.channels; ++i) {
            alignas(64) float sums[outputs_a_group * 9 * pack_size], reduced[outputs_a_group * 9];
            constexpr decltype(&add_plane<1>) by_outputs[] = {add_plane<1>, add_plane<2>, add_plane<3>};
            by_outputs[outputs - 1](in, pixels + i * input, pairs, sums);
            reduce_lanes(sums, outputs * 9, reduced);
            for (int o = 0; o < outputs; ++o) {
                std::copy_n(reduced + o * 9, 9,
                            call.gradient + (static_cast<std::ptrdiff_t>(first + o) * in.channels + i) * 9);
            }
        }
    }
}

}  // namespace
}  // namespace nanonas::kernels
HWY_POP_ATTRIBUTES

namespace nanonas::kernels {

const WeightGradientPass bf16_weight_gradient{
    .gain =
        [](const ConvolutionShape& shape, Precision precision) {
            return shape.pixels() > small_plane ? bf16_gain(shape, precision) : 0;
        },
    .outputs_at_once = [](const ConvolutionShape& shape) { return shape.out_channels; },
    .scratch_floats = scratch_floats,
    .run = run,
};

}  // namespace nanonas::kernels
