// SPDX-License-Identifier: MIT
#include "kernels/convolution.h"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/convolution.cpp"
#include <hwy/foreach_target.h>

#include "kernels/bf16.h"
#include "kernels/lanes-inl.h"
#include "kernels/winograd.h"

HWY_BEFORE_NAMESPACE();
namespace nanonas::kernels::HWY_NAMESPACE {
namespace {

enum class Epilogue { sums, gradient, bias_relu };

// All pointers are at one part of the lanes.
struct TileCall {
    Epilogue epilogue;
    int in_channels, height, width;
    std::ptrdiff_t out_plane;  // floats from one output channel to the next
    const float* in;
    const float* weights;  // [in][9][outputs of the block]
    float* out;            // at row 0 of the block's first channel
    float* row_sums;       // [output][row of the tile][2][16]
    const float* forward;  // like out
    const float* bias;     // [output][16]
    float threshold;
};

// Outputs x Rows x Columns pixels at (y, x), all input channels, in registers. Left, Right: the tile touches
// that border of the plane; the taps beyond it are left out, not multiplied by zeros.
template <int Outputs, int Rows, int Columns, bool Left, bool Right>
HWY_NOINLINE void tile(const TileCall& call, int y, int x) {
    const PartTag d;
    const auto skipped = [](int i, int kx) {
        return (Left && i + kx == 0) || (Right && i + kx == Columns + 1);
    };
    const std::ptrdiff_t row = static_cast<std::ptrdiff_t>(call.width) * pack_size;
    const bool top = y == 0, bottom = y + Rows == call.height;
    const float* HWY_RESTRICT in = call.in + (y - 1) * row + (x - 1) * pack_size;
    const float* HWY_RESTRICT weights = call.weights;

    Part sum[Outputs][Rows][Columns];
    NANONAS_UNROLL for (int o = 0; o < Outputs; ++o) {
        NANONAS_UNROLL for (int r = 0; r < Rows; ++r) {
            NANONAS_UNROLL for (int i = 0; i < Columns; ++i) sum[o][r][i] = hn::Zero(d);
        }
    }
    for (int channel = call.in_channels; channel > 0; --channel) {
        NANONAS_UNROLL for (int r = 0; r < Rows + 2; ++r) {
            if ((r == 0 && top) || (r == Rows + 1 && bottom)) continue;
            NANONAS_UNROLL for (int kx = 0; kx < 3; ++kx) {
                Part pixel[Columns];
                NANONAS_UNROLL for (int i = 0; i < Columns; ++i) {
                    if (!skipped(i, kx)) pixel[i] = hn::Load(d, in + r * row + (i + kx) * pack_size);
                }
                NANONAS_UNROLL for (int o = 0; o < Outputs; ++o) {
                    NANONAS_UNROLL for (int ky = 0; ky < 3; ++ky) {
                        if (r - ky < 0 || r - ky >= Rows) continue;
                        const Part weight = hn::Set(d, weights[(ky * 3 + kx) * Outputs + o]);
                        NANONAS_UNROLL for (int i = 0; i < Columns; ++i) {
                            Part& s = sum[o][r - ky][i];
                            if (!skipped(i, kx)) s = hn::MulAdd(pixel[i], weight, s);
                        }
                    }
                }
            }
        }
        in += row * call.height;
        weights += 9 * Outputs;
    }

    const std::ptrdiff_t offset = y * row + x * pack_size;
    NANONAS_UNROLL for (int o = 0; o < Outputs; ++o) {
        NANONAS_UNROLL for (int r = 0; r < Rows; ++r) {
            float* HWY_RESTRICT out = call.out + o * call.out_plane + r * row + offset;
            if (call.epilogue == Epilogue::bias_relu) {
                const Part bias = hn::Load(d, call.bias + o * pack_size);
                NANONAS_UNROLL for (int i = 0; i < Columns; ++i) {
                    hn::Store(hn::Max(hn::Add(sum[o][r][i], bias), hn::Zero(d)), d, out + i * pack_size);
                }
                continue;
            }
            float* HWY_RESTRICT sums = call.row_sums + (o * Rows + r) * 2 * pack_size;
            Part values = Left ? hn::Zero(d) : hn::Load(d, sums);
            Part products = Left ? hn::Zero(d) : hn::Load(d, sums + pack_size);
            if (call.epilogue == Epilogue::sums) {
                NANONAS_UNROLL for (int i = 0; i < Columns; ++i) {
                    const Part s = sum[o][r][i];
                    hn::Store(s, d, out + i * pack_size);
                    values = hn::Add(values, s);
                    products = hn::MulAdd(s, s, products);
                }
            } else {
                const float* HWY_RESTRICT forward = call.forward + o * call.out_plane + r * row + offset;
                NANONAS_UNROLL for (int i = 0; i < Columns; ++i) {
                    const Part f = hn::Load(d, forward + i * pack_size);
                    const Part s = hn::IfThenElseZero(hn::Gt(f, hn::Set(d, call.threshold)), sum[o][r][i]);
                    hn::Store(s, d, out + i * pack_size);
                    values = hn::Add(values, s);
                    products = hn::MulAdd(s, f, products);
                }
            }
            hn::Store(values, d, sums);
            hn::Store(products, d, sums + pack_size);
        }
    }
}

using Tile = void (*)(const TileCall&, int y, int x);

// A row is cut into ceil(width / Columns) tiles whose widths differ by one at the most; these are the widths
// that then occur, tables[edges][width - 1], edges = Left + 2 Right.
template <int Outputs, int Rows, int Columns, int Width = 1>
constexpr void fill_tiles(Tile (&tiles)[4][8]) {
    if constexpr (Width >= (2 * Columns + 1) / 3)
        tiles[0][Width - 1] = tile<Outputs, Rows, Width, false, false>;
    if constexpr (Width >= (Columns + 1) / 2) tiles[1][Width - 1] = tile<Outputs, Rows, Width, true, false>;
    if constexpr (Width >= (Columns + 1) / 2) tiles[2][Width - 1] = tile<Outputs, Rows, Width, false, true>;
    tiles[3][Width - 1] = tile<Outputs, Rows, Width, true, true>;
    if constexpr (Width < Columns) fill_tiles<Outputs, Rows, Columns, Width + 1>(tiles);
}

// The shapes that a block of outputs is cut into: `rows` at a time and, at the bottom, single rows.
struct TileShapes {
    int rows = 0, columns = 0;
    Tile tall[4][8] = {}, flat[4][8] = {};
};

template <int Outputs, int Rows, int Columns>
constexpr TileShapes tile_shapes() {
    TileShapes shapes{.rows = Rows, .columns = Columns};
    fill_tiles<Outputs, Rows, Columns>(shapes.tall);
    if constexpr (Rows > 1) fill_tiles<Outputs, 1, Columns>(shapes.flat);
    return shapes;
}

// By outputs of a block. Accumulators, a row of pixels and a weight must fit the registers; measured by
// benchmarks/kernels.
#if HWY_TARGET == HWY_AVX2
constexpr TileShapes shapes_by_outputs[] = {
    {}, tile_shapes<1, 2, 5>(), tile_shapes<2, 1, 5>(), tile_shapes<3, 1, 3>(), tile_shapes<4, 1, 3>()};
constexpr int most_outputs(int width) {
    return width % 3 == 0 ? 3 : 4;  // twelve accumulators and three pixels are one too many
}
#else
constexpr TileShapes shapes_by_outputs[] = {{},
                                            tile_shapes<1, 2, 8>(),
                                            tile_shapes<2, 2, 5>(),
                                            tile_shapes<3, 1, 8>(),
                                            tile_shapes<4, 1, 6>(),
                                            tile_shapes<5, 1, 4>(),
                                            tile_shapes<6, 1, 4>()};
constexpr int most_outputs(int width) {
    return width <= 4 ? 6 : 4;
}
#endif

constexpr int most_sums = 6 * 2;  // outputs x rows of a tile

// Rows [first_row, end_row) of a block; totals [output][2] unless the epilogue takes no sums.
void convolve_rows(const TileCall& whole, int outputs, int first_row, int end_row, LaneTotals* totals) {
    const TileShapes& shapes = shapes_by_outputs[outputs];
    HWY_ALIGN float row_sums[most_sums * 2 * pack_size];
    TileCall calls[parts];
    for (int p = 0; p < parts; ++p) {
        const int lane = p * part_lanes;
        calls[p] = whole;
        calls[p].in += lane;
        calls[p].out += lane;
        calls[p].row_sums = row_sums + lane;
        calls[p].forward += whole.forward != nullptr ? lane : 0;
        calls[p].bias += whole.bias != nullptr ? lane : 0;
    }
    const int tiles = (whole.width + shapes.columns - 1) / shapes.columns;
    const int narrow = whole.width / tiles,
              wide = whole.width % tiles;  // the last `wide` tiles are one wider
    for (int y = first_row; y < end_row;) {
        const bool tall = y + shapes.rows <= end_row;
        const auto& table = tall ? shapes.tall : shapes.flat;
        const int rows = tall ? shapes.rows : 1;
        for (int t = 0, x = 0; t < tiles; ++t) {
            const int columns = narrow + (t >= tiles - wide ? 1 : 0);
            const Tile run = table[(t == 0 ? 1 : 0) + (t == tiles - 1 ? 2 : 0)][columns - 1];
            for (const TileCall& call : calls) run(call, y, x);
            x += columns;
        }
        y += rows;
        if (totals == nullptr) continue;
        for (int i = 0; i < outputs * rows; ++i) {
            totals[i / rows * 2].add(row_sums + i * 2 * pack_size);
            totals[i / rows * 2 + 1].add(row_sums + (i * 2 + 1) * pack_size);
        }
    }
}

TileCall tile_call(const ConvolutionBlock& block, Epilogue epilogue) {
    return {.epilogue = epilogue,
            .in_channels = block.in.channels,
            .height = block.in.height,
            .width = block.in.width,
            .out_plane = static_cast<std::ptrdiff_t>(block.out.plane_floats()),
            .in = block.in.data,
            .weights = block.packed + std::ptrdiff_t{9} * block.in.channels * block.blocks.first(block.block),
            .out = block.out.data,
            .row_sums = nullptr,
            .forward = nullptr,
            .bias = nullptr,
            .threshold = 0};
}

void convolve_with_sums(const ConvolutionBlock& block, TileCall& call, ChannelSums* sums) {
    const int first = block.blocks.first(block.block), outputs = block.blocks.size(block.block);
    LaneTotals totals[6 * 2];
    call.out = block.out.plane(first);
    convolve_rows(call, outputs, 0, block.in.height, totals);
    for (int o = 0; o < outputs; ++o) {
        sums[first + o] = {totals[o * 2].sum(), totals[o * 2 + 1].sum()};
    }
}

void convolve_impl(const ConvolutionBlock& block, ChannelSums* sums) {
    TileCall call = tile_call(block, Epilogue::sums);
    convolve_with_sums(block, call, sums);
}

void convolve_gradient_impl(const ConvolutionBlock& block, const Planes& forward, float threshold,
                            ChannelSums* sums) {
    TileCall call = tile_call(block, Epilogue::gradient);
    call.forward = forward.plane(block.blocks.first(block.block));
    call.threshold = threshold;
    convolve_with_sums(block, call, sums);
}

void convolve_bias_relu_impl(const ConvolutionBlock& block, const float* bias, int first_row) {
    TileCall call = tile_call(block, Epilogue::bias_relu);
    call.bias = bias + block.blocks.first(block.block) * pack_size;
    call.out -= first_row * static_cast<std::ptrdiff_t>(block.in.row_floats());
    convolve_rows(call, block.blocks.size(block.block), first_row, first_row + block.out.height, nullptr);
}

int most_outputs_impl(int width) {
    return most_outputs(width);
}

}  // namespace
}  // namespace nanonas::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace nanonas::kernels {

HWY_EXPORT(convolve_impl);
HWY_EXPORT(convolve_gradient_impl);
HWY_EXPORT(convolve_bias_relu_impl);
HWY_EXPORT(most_outputs_impl);

namespace {

// The block with the pairs of its input, which the first block's first rows make.
Bf16Block bf16_block(const ConvolutionBlock& block, bool first) {
    auto* pixels = reinterpret_cast<std::uint32_t*>(block.scratch);
    if constexpr (bf16_compiled) {
        if (first && block.block == 0) {
            bf16_pairs(block.in.data, block.in.channels, static_cast<std::ptrdiff_t>(block.in.plane_floats()),
                       pixels);
        }
    }
    const std::ptrdiff_t pairs = (block.in.channels + 1) / 2;
    return {
        block, pixels,
        reinterpret_cast<const std::uint32_t*>(block.packed) + pairs * 9 * block.blocks.first(block.block)};
}

}  // namespace

int most_direct_outputs(int width) {
    return HWY_DYNAMIC_DISPATCH(most_outputs_impl)(width);
}

void convolve(const ConvolutionBlock& block, ChannelSums* sums) {
    switch (block.blocks.algorithm) {
        case Algorithm::winograd:
            return winograd(block, sums);
        case Algorithm::bf16:
            if constexpr (bf16_compiled) return bf16_convolve(bf16_block(block, true), sums);
            return;
        case Algorithm::direct:
            HWY_DYNAMIC_DISPATCH(convolve_impl)(block, sums);
    }
}

void convolve_gradient(const ConvolutionBlock& block, const Planes& forward, float threshold,
                       ChannelSums* sums) {
    switch (block.blocks.algorithm) {
        case Algorithm::winograd:
            return winograd_gradient(block, forward, threshold, sums);
        case Algorithm::bf16:
            if constexpr (bf16_compiled) {
                return bf16_convolve_gradient(bf16_block(block, true), forward, threshold, sums);
            }
            return;
        case Algorithm::direct:
            HWY_DYNAMIC_DISPATCH(convolve_gradient_impl)(block, forward, threshold, sums);
    }
}

void convolve_bias_relu(const ConvolutionBlock& block, const float* bias, int first_row) {
    switch (block.blocks.algorithm) {
        case Algorithm::winograd:
            return winograd_bias_relu(block, bias, first_row);
        case Algorithm::bf16:
            if constexpr (bf16_compiled) {
                return bf16_convolve_bias_relu(bf16_block(block, first_row == 0), bias, first_row);
            }
            return;
        case Algorithm::direct:
            HWY_DYNAMIC_DISPATCH(convolve_bias_relu_impl)(block, bias, first_row);
    }
}

}  // namespace nanonas::kernels
#endif
