// SPDX-License-Identifier: MIT
#include "kernels/direct_weight_gradient.h"

#include <algorithm>
#include <iterator>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/direct_weight_gradient.cpp"
#include <hwy/foreach_target.h>

#include "kernels/lanes-inl.h"

HWY_BEFORE_NAMESPACE();
namespace nanonas::kernels::HWY_NAMESPACE {
namespace {

template <int Outputs>
using Taps = Part[Outputs][3][3];

// Lanes are summed four packs at a time: the taps of four inputs leave none over, and most of them were
// stored long enough ago to be loaded without waiting.
constexpr int inputs_at_once = 4;
constexpr int sums_of_output = inputs_at_once * 9 * pack_size;
constexpr int outputs_by_strips = 3;  // at once

// Adds one pixel's products for kernel rows [FirstRow, EndRow) and columns [FirstColumn, EndColumn); `in` is
// the input pixel at the same place, one part of the lanes.
template <int Outputs, int FirstRow, int EndRow, int FirstColumn, int EndColumn>
HWY_INLINE void add_pixel(Taps<Outputs>& taps, const float* HWY_RESTRICT in, std::ptrdiff_t row,
                          const float* HWY_RESTRICT gradient, std::ptrdiff_t plane) {
    const PartTag d;
    Part g[Outputs];
    NANONAS_UNROLL for (int o = 0; o < Outputs; ++o) g[o] = hn::Load(d, gradient + o * plane);
    NANONAS_UNROLL for (int ky = FirstRow; ky < EndRow; ++ky) {
        NANONAS_UNROLL for (int kx = FirstColumn; kx < EndColumn; ++kx) {
            const Part pixel = hn::Load(d, in + (ky - 1) * row + (kx - 1) * pack_size);
            NANONAS_UNROLL for (int o = 0; o < Outputs; ++o) {
                taps[o][ky][kx] = hn::MulAdd(pixel, g[o], taps[o][ky][kx]);
            }
        }
    }
}

// The pixels of a row, from X on if its width is known; Width 0 stands for any from 2 on.
template <int Outputs, int FirstRow, int EndRow, int Width, int X = 0>
HWY_INLINE void add_row(Taps<Outputs>& taps, const Planes& shape, const float* HWY_RESTRICT in,
                        const float* HWY_RESTRICT gradient) {
    const auto row = static_cast<std::ptrdiff_t>(shape.row_floats());
    const auto plane = static_cast<std::ptrdiff_t>(shape.plane_floats());
    if constexpr (Width > 0) {
        add_pixel<Outputs, FirstRow, EndRow, X == 0 ? 1 : 0, X == Width - 1 ? 2 : 3>(
            taps, in + X * pack_size, Width * pack_size, gradient + X * pack_size, plane);
        if constexpr (X + 1 < Width) {
            add_row<Outputs, FirstRow, EndRow, Width, X + 1>(taps, shape, in, gradient);
        }
    } else {
        add_pixel<Outputs, FirstRow, EndRow, 1, 3>(taps, in, row, gradient, plane);
        for (int x = shape.width - 2; x > 0; --x) {
            in += pack_size;
            gradient += pack_size;
            add_pixel<Outputs, FirstRow, EndRow, 0, 3>(taps, in, row, gradient, plane);
        }
        add_pixel<Outputs, FirstRow, EndRow, 0, 2>(taps, in + pack_size, row, gradient + pack_size, plane);
    }
}

// All pixels of one input channel against `Outputs` gradient channels; sums [Outputs][inputs_at_once][9][16].
template <int Outputs, int Width>
HWY_NOINLINE void add_plane(const Planes& shape, const float* HWY_RESTRICT in,
                            const float* HWY_RESTRICT gradient, float* HWY_RESTRICT sums) {
    const PartTag d;
    Taps<Outputs> taps;
    NANONAS_UNROLL for (int o = 0; o < Outputs; ++o) {
        NANONAS_UNROLL for (int ky = 0; ky < 3; ++ky) {
            NANONAS_UNROLL for (int kx = 0; kx < 3; ++kx) taps[o][ky][kx] = hn::Zero(d);
        }
    }
    const auto row = static_cast<std::ptrdiff_t>(shape.row_floats());
    const int height = shape.height;
    if (height == 1) {
        add_row<Outputs, 1, 2, Width>(taps, shape, in, gradient);
    } else {
        add_row<Outputs, 1, 3, Width>(taps, shape, in, gradient);
        for (int y = 1; y < height - 1; ++y) {
            add_row<Outputs, 0, 3, Width>(taps, shape, in + y * row, gradient + y * row);
        }
        add_row<Outputs, 0, 2, Width>(taps, shape, in + (height - 1) * row, gradient + (height - 1) * row);
    }
    NANONAS_UNROLL for (int o = 0; o < Outputs; ++o) {
        NANONAS_UNROLL for (int ky = 0; ky < 3; ++ky) {
            NANONAS_UNROLL for (int kx = 0; kx < 3; ++kx) {
                hn::Store(taps[o][ky][kx], d, sums + o * sums_of_output + (ky * 3 + kx) * pack_size);
            }
        }
    }
}

// Row y of a plane of two rows, two columns and more; adds to sums [9][16].
HWY_NOINLINE void add_row_of_plane(const Planes& shape, int y, const float* HWY_RESTRICT in,
                                   const float* HWY_RESTRICT gradient, float* HWY_RESTRICT sums) {
    const PartTag d;
    Taps<1> taps;
    NANONAS_UNROLL for (int i = 0; i < 9; ++i) taps[0][i / 3][i % 3] = hn::Load(d, sums + i * pack_size);
    const std::ptrdiff_t offset = y * static_cast<std::ptrdiff_t>(shape.row_floats());
    if (y == 0) {
        add_row<1, 1, 3, 0>(taps, shape, in + offset, gradient + offset);
    } else if (y < shape.height - 1) {
        add_row<1, 0, 3, 0>(taps, shape, in + offset, gradient + offset);
    } else {
        add_row<1, 0, 2, 0>(taps, shape, in + offset, gradient + offset);
    }
    NANONAS_UNROLL for (int i = 0; i < 9; ++i) hn::Store(taps[0][i / 3][i % 3], d, sums + i * pack_size);
}

// Rows of a few pixels are unrolled, because to begin and end a loop costs as much as they do.
template <int Outputs>
auto plane_of_width(int width) {
    constexpr int three = few_tiles ? 0 : 3, four = few_tiles ? 0 : 4, five = few_tiles ? 0 : 5,
                  six = few_tiles ? 0 : 6;
    constexpr decltype(&add_plane<Outputs, 0>) by_width[] = {
        add_plane<Outputs, 0>,    add_plane<Outputs, 1>,    add_plane<Outputs, 2>,  add_plane<Outputs, three>,
        add_plane<Outputs, four>, add_plane<Outputs, five>, add_plane<Outputs, six>};
    return by_width[width < static_cast<int>(std::size(by_width)) ? width : 0];
}

// The gradient of inputs [first_input, first_input + inputs) from sums [outputs][inputs_at_once][9][16].
void write_taps(const float* sums, int in_channels, int first_input, int inputs, int first, int outputs,
                float* gradient) {
    for (int o = 0; o < outputs; ++o) {
        float* to = gradient + (static_cast<std::ptrdiff_t>(first + o) * in_channels + first_input) * 9;
        reduce_packs(sums + o * sums_of_output, inputs * 9, to);
    }
}

template <int Outputs>
void add_outputs(const Planes& in, const Planes& out_gradient, int first, float* gradient) {
    HWY_ALIGN float sums[Outputs * sums_of_output];
    const auto add = plane_of_width<Outputs>(in.width);
    for (int i = 0; i < in.channels; i += inputs_at_once) {
        const int inputs = std::min(inputs_at_once, in.channels - i);
        for (int j = 0; j < inputs; ++j) {
            for (int lane = 0; lane < pack_size; lane += part_lanes) {
                add(in, in.plane(i + j) + lane, out_gradient.plane(first) + lane,
                    sums + j * 9 * pack_size + lane);
            }
        }
        write_taps(sums, in.channels, i, inputs, first, Outputs, gradient);
    }
}

// Planes that no near cache holds are read twice and more where not all outputs and lanes fit the registers.
bool by_strips(const Planes& shape) {
    constexpr std::size_t near_floats = 65536;
    return parts > 1 && shape.plane_floats() > near_floats && shape.height > 1 && shape.width > 1;
}

// They go strip by strip, each for several inputs and outputs, and its rows for all lanes.
void add_outputs_by_strips(const Planes& in, const Planes& out_gradient, int first, int outputs,
                           float* gradient) {
    HWY_ALIGN float sums[outputs_by_strips * sums_of_output];
    const int rows = std::max(1, static_cast<int>(16384 / in.row_floats()));
    for (int i = 0; i < in.channels; i += inputs_at_once) {
        const int inputs = std::min(inputs_at_once, in.channels - i);
        std::fill(std::begin(sums), std::end(sums), 0.0f);
        for (int top = 0; top < in.height; top += rows) {
            for (int pair = 0; pair < outputs * inputs; ++pair) {
                const int o = pair / inputs, j = pair % inputs;
                const float *plane = in.plane(i + j), *upstream = out_gradient.plane(first + o);
                float* to = sums + o * sums_of_output + j * 9 * pack_size;
                for (int y = top; y < std::min(top + rows, in.height); ++y) {
                    for (int lane = 0; lane < pack_size; lane += part_lanes) {
                        add_row_of_plane(in, y, plane + lane, upstream + lane, to + lane);
                    }
                }
            }
        }
        write_taps(sums, in.channels, i, inputs, first, outputs, gradient);
    }
}

void weight_gradient_impl(const Planes& in, const Planes& out_gradient, int first, int end, float* gradient) {
    if (by_strips(in)) {
        for (; first < end; first += outputs_by_strips) {
            add_outputs_by_strips(in, out_gradient, first, std::min(outputs_by_strips, end - first),
                                  gradient);
        }
        return;
    }
    // All nine taps of three outputs fit 32 registers, those of one fit 16.
    if constexpr (registers == 32) {
        for (; end - first >= 3; first += 3) add_outputs<3>(in, out_gradient, first, gradient);
        if (end - first == 2) add_outputs<2>(in, out_gradient, first, gradient);
        if (end - first == 1) add_outputs<1>(in, out_gradient, first, gradient);
    } else {
        for (; first < end; ++first) add_outputs<1>(in, out_gradient, first, gradient);
    }
}

}  // namespace
}  // namespace nanonas::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace nanonas::kernels {
namespace {

HWY_EXPORT(weight_gradient_impl);

}  // namespace

const WeightGradientPass direct_weight_gradient{
    .gain = [](const ConvolutionShape&, Precision) { return 1.0; },
    .outputs_at_once =
        [](const ConvolutionShape& shape) { return shape.pixels() > small_plane ? 3 : shape.out_channels; },
    .scratch_floats = [](const ConvolutionShape&) { return std::size_t{0}; },
    .run =
        [](const WeightGradientCall& call) {
            HWY_DYNAMIC_DISPATCH(weight_gradient_impl)
            (call.in, call.out_gradient, call.group.first, call.group.end, call.gradient);
        },
};

}  // namespace nanonas::kernels
#endif
