// SPDX-License-Identifier: MIT
#include "kernels/output_blocks.h"

#include <algorithm>
#include <cstdint>

#include "kernels/bf16.h"
#include "kernels/convolution.h"
#include "kernels/winograd.h"

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

constexpr std::size_t paired(std::size_t channels) {
    return (channels + 1) / 2;
}

// Where the floats of a packed kernel go: in bf16's case behind the pairs that are made of them.
float* direct_place(float* packed, int in, const OutputBlocks& blocks) {
    if (blocks.algorithm != Algorithm::bf16) return packed;
    return packed + paired(static_cast<std::size_t>(in)) * static_cast<std::size_t>(blocks.outputs) * 9;
}

// Those floats as pairs.
void pair_packed(float* packed, int in, const OutputBlocks& blocks) {
    if constexpr (bf16_compiled) {
        const auto pairs = static_cast<std::ptrdiff_t>(paired(static_cast<std::size_t>(in))) * 9;
        auto* to = reinterpret_cast<std::uint32_t*>(packed);
        const float* from = packed + pairs * blocks.outputs;
        for (int b = 0; b < blocks.count; ++b) {
            const std::ptrdiff_t row = std::ptrdiff_t{9} * blocks.size(b);
            bf16_pairs(from, in, row, to);
            from += in * row;
            to += pairs * blocks.size(b);
        }
    }
}

}  // namespace

OutputBlocks output_blocks(int in, int outputs, int height, int width, bool bf16) {
    const bool paired = bf16 && bf16_pays(in, outputs) && bf16_available();
    if (winograd_gain(in, outputs, height, width) > (paired ? bf16_gain : 1)) {
        return {outputs, 1, Algorithm::winograd};
    }
    const int most = paired ? (width <= 4 ? 6 : 4) : most_direct_outputs(width);
    return {outputs, (outputs + most - 1) / most, paired ? Algorithm::bf16 : Algorithm::direct};
}

std::size_t packed_floats(int in, const OutputBlocks& blocks) {
    const auto i = static_cast<std::size_t>(in), o = static_cast<std::size_t>(blocks.outputs);
    switch (blocks.algorithm) {
        case Algorithm::winograd:
            return std::max(winograd_floats(in, blocks.outputs), winograd_floats(blocks.outputs, in));
        case Algorithm::bf16:
            return paired(i) * o * 9 + i * o * 9;
        case Algorithm::direct:
            break;
    }
    return i * o * 9;
}

std::size_t scratch_floats(const Planes& in, const OutputBlocks& blocks) {
    switch (blocks.algorithm) {
        case Algorithm::winograd:
            return winograd_scratch(in, blocks.outputs);
        case Algorithm::bf16:
            return paired(static_cast<std::size_t>(in.channels)) * in.plane_floats();
        case Algorithm::direct:
            break;
    }
    return 0;
}

void pack_kernel(const float* kernel, int in, const OutputBlocks& blocks, float* packed) {
    if (blocks.algorithm == Algorithm::winograd) return winograd_kernel(kernel, in, blocks.outputs, packed);
    float* to = direct_place(packed, in, blocks);
    for (int b = 0; b < blocks.count; ++b) {
        interleave(kernel + blocks.first(b) * in * 9, in * 9, 1, in * 9, blocks.size(b), to);
        to += blocks.size(b) * in * 9;
    }
    if (blocks.algorithm == Algorithm::bf16) pair_packed(packed, in, blocks);
}

void pack_turned_kernel(const float* kernel, int out, const OutputBlocks& blocks, float* packed) {
    if (blocks.algorithm == Algorithm::winograd) return winograd_kernel(kernel, blocks.outputs, out, packed);
    float* to = direct_place(packed, out, blocks);
    for (int b = 0; b < blocks.count; ++b) {
        for (int o = 0; o < out; ++o) {
            const float* last_tap = kernel + (o * blocks.outputs + blocks.first(b)) * 9 + 8;
            interleave(last_tap, 9, -1, 9, blocks.size(b), to);
            to += blocks.size(b) * 9;
        }
    }
    if (blocks.algorithm == Algorithm::bf16) pair_packed(packed, out, blocks);
}

}  // namespace nanonas::kernels
