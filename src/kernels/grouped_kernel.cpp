// SPDX-License-Identifier: MIT
#include "kernels/grouped_kernel.h"

namespace nanonas::kernels {
namespace {

// packed[i][r] = from[r * row + i * step] for `count` values of each of Rows rows.
template <int Rows>
void interleave_rows(const float* from, std::ptrdiff_t row, int step, int count, float* packed) {
    for (int i = 0; i < count; ++i, from += step, packed += Rows) {
        for (int r = 0; r < Rows; ++r) packed[r] = from[r * row];
    }
}

void interleave(const float* from, std::ptrdiff_t row, int step, int count, int rows, float* packed) {
    constexpr decltype(&interleave_rows<1>) by_rows[] = {interleave_rows<1>, interleave_rows<2>,
                                                         interleave_rows<3>, interleave_rows<4>,
                                                         interleave_rows<5>, interleave_rows<6>};
    by_rows[rows - 1](from, row, step, count, packed);
}

// The flipped kernel from that of the layer, whose input channels the pass writes.
void group_flipped(const ConvolutionPass& pass, const float* kernel, float* packed) {
    for (const ChannelRange group : pass.groups) {
        for (int o = 0; o < pass.shape.in_channels; ++o) {
            const float* last_tap = kernel + (o * pass.shape.out_channels + group.first) * 9 + 8;
            interleave(last_tap, 9, -1, 9, group.size(), packed);
            packed += group.size() * 9;
        }
    }
}

}  // namespace

std::size_t grouped_kernel_floats(const ConvolutionShape& shape) {
    return static_cast<std::size_t>(shape.in_channels) * static_cast<std::size_t>(shape.out_channels) * 9;
}

void group_kernel(const ConvolutionPass& pass, const float* kernel, float* packed) {
    if (pass.flipped) return group_flipped(pass, kernel, packed);
    const int weights = pass.shape.in_channels * 9;  // of an output
    for (const ChannelRange group : pass.groups) {
        interleave(kernel + group.first * weights, weights, 1, weights, group.size(), packed);
        packed += group.size() * weights;
    }
}

}  // namespace nanonas::kernels
