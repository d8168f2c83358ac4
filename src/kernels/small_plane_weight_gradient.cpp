// SPDX-License-Identifier: MIT
#include "kernels/small_plane_weight_gradient.h"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/small_plane_weight_gradient.cpp"
#include <hwy/foreach_target.h>

#include "kernels/direct_weight_gradient.h"
#include "kernels/pack-inl.h"
#include "kernels/squares-inl.h"

HWY_BEFORE_NAMESPACE();
namespace nanonas::kernels::HWY_NAMESPACE {
namespace {

constexpr int most_outputs = 64;  // at once
constexpr int vectors = registers == 32 ? 4 : 3;
constexpr int inputs = registers == 32 ? 6 : 4;

// sums[Inputs][9][Vectors * part_lanes] at one of the nine taps; `transposed` is [pixel][sample][outputs] at
// the first of the outputs.
template <int Inputs, int Vectors>
HWY_NOINLINE void add_tap(const Planes& in, int first_input, const float* HWY_RESTRICT transposed,
                          int outputs, int ky, int kx, float* HWY_RESTRICT sums) {
    const PartTag d;
    Part sum[Inputs][Vectors];
    NANONAS_UNROLL for (int i = 0; i < Inputs; ++i) {
        NANONAS_UNROLL for (int v = 0; v < Vectors; ++v) sum[i][v] = hn::Zero(d);
    }
    const auto plane = static_cast<std::ptrdiff_t>(in.plane_floats());
    const int first_y = ky == 0 ? 1 : 0, end_y = ky == 2 ? in.height - 1 : in.height;
    const int first_x = kx == 0 ? 1 : 0, end_x = kx == 2 ? in.width - 1 : in.width;
    for (int y = first_y; y < end_y; ++y) {
        const std::ptrdiff_t pixel = y * in.width + first_x;
        const std::ptrdiff_t from = ((y + ky - 1) * in.width + first_x + kx - 1) * pack_size;
        const float* HWY_RESTRICT gradient = transposed + pixel * pack_size * outputs;
        const float* HWY_RESTRICT x = in.plane(first_input) + from;
        for (int s = (end_x - first_x) * pack_size; s > 0; --s, ++x, gradient += outputs) {
            Part g[Vectors];
            NANONAS_UNROLL for (int v = 0; v < Vectors; ++v) g[v] = hn::Load(d, gradient + v * part_lanes);
            NANONAS_UNROLL for (int i = 0; i < Inputs; ++i) {
                const Part value = hn::Set(d, x[i * plane]);
                NANONAS_UNROLL for (int v = 0; v < Vectors; ++v) sum[i][v] =
                    hn::MulAdd(g[v], value, sum[i][v]);
            }
        }
    }
    NANONAS_UNROLL for (int i = 0; i < Inputs; ++i) {
        NANONAS_UNROLL for (int v = 0; v < Vectors; ++v) {
            hn::Store(sum[i][v], d, sums + (i * 9 * Vectors + v) * part_lanes);
        }
    }
}

struct Target {
    int first, end;  // outputs that the columns of `transposed` stand for
    float* gradient;
};

template <int Inputs, int Vectors>
void add_inputs(const Planes& in, int first_input, const float* transposed, int outputs, int column,
                const Target& target) {
    constexpr int rows = Inputs * 9, columns = Vectors * part_lanes;
    HWY_ALIGN float sums[rows * columns];  // [input][tap][output]
    for (int tap = 0; tap < 9; ++tap) {
        add_tap<Inputs, Vectors>(in, first_input, transposed + column, outputs, tap / 3, tap % 3,
                                 sums + tap * columns);
    }
    const std::ptrdiff_t kernel = static_cast<std::ptrdiff_t>(in.channels) * 9;
    const int first = target.first + column,
              count = target.end - first < columns ? target.end - first : columns;
    float* to = target.gradient + first * kernel + first_input * 9;
    transpose_columns(sums, rows, columns, count, to, kernel);
}

// All input channels, as many at a time as fit the registers.
template <int Vectors, int Inputs>
void add_columns(const Planes& in, int first_input, const float* transposed, int outputs, int column,
                 const Target& target) {
    for (; first_input + Inputs <= in.channels; first_input += Inputs) {
        add_inputs<Inputs, Vectors>(in, first_input, transposed, outputs, column, target);
    }
    if constexpr (Inputs > 1) {
        if (first_input < in.channels) {
            add_columns<Vectors, Inputs - 1>(in, first_input, transposed, outputs, column, target);
        }
    }
}

void small_plane_gradient_impl(const Planes& in, const Planes& out_gradient, int first, int end,
                               float* gradient) {
    HWY_ALIGN float transposed[small_plane * pack_size * most_outputs];
    for (; first < end; first += most_outputs) {
        const int wanted = end - first < most_outputs ? end - first : most_outputs;
        const int outputs = whole_packs(wanted);
        for (int pixel = 0; pixel < out_gradient.height * out_gradient.width; ++pixel) {
            transpose_pixel(out_gradient, first, end, pixel, outputs,
                            transposed + pixel * pack_size * outputs);
        }
        const Target target{first, end, gradient};
        int column = 0;
        for (; column + vectors * part_lanes <= outputs; column += vectors * part_lanes) {
            add_columns<vectors, inputs>(in, 0, transposed, outputs, column, target);
        }
        for (; column + 2 * part_lanes <= outputs; column += 2 * part_lanes) {
            add_columns<2, registers == 32 ? 10 : 5>(in, 0, transposed, outputs, column, target);
        }
        for (; column < outputs; column += part_lanes) {
            add_columns<1, registers == 32 ? 14 : 8>(in, 0, transposed, outputs, column, target);
        }
    }
}

}  // namespace
}  // namespace nanonas::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace nanonas::kernels {
namespace {

HWY_EXPORT(small_plane_gradient_impl);

constexpr int least_outputs = 12;

// Each whole 16 of the outputs, and what remains if it fills most of a vector; the rest directly.
void run(const WeightGradientCall& call) {
    const ChannelRange group = call.group;
    const int whole = (group.size() + pack_size - least_outputs) / pack_size * pack_size;
    const int middle = std::min(group.first + whole, group.end);
    HWY_DYNAMIC_DISPATCH(small_plane_gradient_impl)
    (call.in, call.out_gradient, group.first, middle, call.gradient);
    if (middle == group.end) return;
    WeightGradientCall rest = call;
    rest.group.first = middle;
    direct_weight_gradient.run(rest);
}

}  // namespace

const WeightGradientPass small_plane_weight_gradient{
    .gain =
        [](const ConvolutionShape& shape, Precision) {
            return shape.pixels() <= small_plane && shape.out_channels >= least_outputs ? 1.0 : 0.0;
        },
    .outputs_at_once = [](const ConvolutionShape& shape) { return shape.out_channels; },
    .scratch_floats = [](const ConvolutionShape&) { return std::size_t{0}; },
    .run = run,
};

}  // namespace nanonas::kernels
#endif
