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

// Outputs x Rows x Columns pixels at (y, x), all input channels, the lanes from `lane` on, in registers.
// Left, Right: the tile touches that border of the plane; the taps beyond it are left out, not multiplied by
// zeros.
template <int Outputs, int Rows, int Columns, bool Left, bool Right>
HWY_INLINE void tile(const TileCall& call, int y, int x, int lane) {
    const PartTag d;
    const auto skipped = [](int i, int kx) {
        return (Left && i + kx == 0) || (Right && i + kx == Columns + 1);
    };
    const std::ptrdiff_t row = static_cast<std::ptrdiff_t>(call.width) * pack_size;
    const bool top = y == 0, bottom = y + Rows == call.height;
    const float* HWY_RESTRICT in = call.in + (y - 1) * row + (x - 1) * pack_size + lane;
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

    const std::ptrdiff_t plane = call.out_plane, offset = y * row + x * pack_size + lane;
    float* HWY_RESTRICT out = call.out + offset;
    if (call.epilogue == Epilogue::bias_relu) {
        const float* HWY_RESTRICT biases = call.bias + lane;
        NANONAS_UNROLL for (int o = 0; o < Outputs; ++o) {
            const Part bias = hn::Load(d, biases + o * pack_size);
            NANONAS_UNROLL for (int r = 0; r < Rows; ++r) {
                NANONAS_UNROLL for (int i = 0; i < Columns; ++i) {
                    hn::Store(hn::Max(hn::Add(sum[o][r][i], bias), hn::Zero(d)), d,
                              out + o * plane + r * row + i * pack_size);
                }
            }
        }
        return;
    }
    // factor(at, pixel) may change the pixel before it is stored; the second sum is of their products.
    const auto store_with_sums = [&](const auto& factor) HWY_ATTR {
        float* HWY_RESTRICT sums = call.row_sums + lane;
        NANONAS_UNROLL for (int o = 0; o < Outputs; ++o) {
            NANONAS_UNROLL for (int r = 0; r < Rows; ++r, sums += 2 * pack_size) {
                Part values = Left ? hn::Zero(d) : hn::Load(d, sums);
                Part products = Left ? hn::Zero(d) : hn::Load(d, sums + pack_size);
                NANONAS_UNROLL for (int i = 0; i < Columns; ++i) {
                    const std::ptrdiff_t at = o * plane + r * row + i * pack_size;
                    Part s = sum[o][r][i];
                    const Part f = factor(at, s);
                    hn::Store(s, d, out + at);
                    values = hn::Add(values, s);
                    products = hn::MulAdd(s, f, products);
                }
                hn::Store(values, d, sums);
                hn::Store(products, d, sums + pack_size);
            }
        }
    };
    if (call.epilogue == Epilogue::sums) {
        store_with_sums([](std::ptrdiff_t, Part s) HWY_ATTR { return s; });
    } else {
        const float* HWY_RESTRICT forward = call.forward + offset;
        const Part threshold = hn::Set(d, call.threshold);
        store_with_sums([&](std::ptrdiff_t at, Part& s) HWY_ATTR {
            const Part f = hn::Load(d, forward + at);
            s = hn::IfThenElseZero(hn::Gt(f, threshold), s);
            return f;
        });
    }
}

// `count` tiles side by side; one at a border is alone.
template <int Outputs, int Rows, int Columns, bool Left, bool Right>
HWY_NOINLINE void tiles(const TileCall& call, int y, int x, int count) {
    if constexpr (Left || Right) count = 1;
    for (; count > 0; --count, x += Columns) {
        for (int lane = 0; lane < pack_size; lane += part_lanes) {
            tile<Outputs, Rows, Columns, Left, Right>(call, y, x, lane);
        }
    }
}

using Tiles = void (*)(const TileCall&, int y, int x, int count);

// A row is cut into ceil(width / Columns) tiles whose widths differ by one at the most; these are the widths
// that then occur, table[edges][width - 1], edges = Left + 2 Right.
template <int Outputs, int Rows, int Columns, int Width = 1>
constexpr void fill_tiles(Tiles (&table)[4][8]) {
    if constexpr (Width >= (2 * Columns + 1) / 3)
        table[0][Width - 1] = tiles<Outputs, Rows, Width, false, false>;
    if constexpr (Width >= (Columns + 1) / 2) table[1][Width - 1] = tiles<Outputs, Rows, Width, true, false>;
    if constexpr (Width >= (Columns + 1) / 2) table[2][Width - 1] = tiles<Outputs, Rows, Width, false, true>;
    table[3][Width - 1] = tiles<Outputs, Rows, Width, true, true>;
    if constexpr (Width < Columns) fill_tiles<Outputs, Rows, Columns, Width + 1>(table);
}

// The shapes that a block of outputs is cut into: `rows` at a time and, at the bottom, single rows.
struct TileShapes {
    int rows = 0, columns = 0;
    Tiles tall[4][8] = {}, flat[4][8] = {};
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
    {}, tile_shapes<1, 2, 5>(), tile_shapes<2, 1, 5>(), tile_shapes<3, 1, 3>(), tile_shapes<4, 1, 2>()};
constexpr int most_outputs(int width) {
    return width == 3 || width > 4 ? 3 : 4;  // four outputs of three pixels and a weight are too many
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

// A row as runs of equal tiles: the first, those between, which have two widths, and the last.
struct TiledRow {
    struct Run {
        Tiles tiles;
        int x, count;
    };
    Run runs[4];
    int count = 0;
};

// `row` is new: returned by value it would be copied, which takes as long as a row of a small plane.
void cut_row(const Tiles (&table)[4][8], int columns, int width, TiledRow& row) {
    const int tiles = (width + columns - 1) / columns, narrow = width / tiles;
    const int first_wide = tiles - width % tiles;  // the last tiles are one wider
    for (int t = 0, x = 0; t < tiles; ++t) {
        const int tile_width = narrow + (t >= first_wide ? 1 : 0);
        const Tiles run = table[(t == 0 ? 1 : 0) + (t == tiles - 1 ? 2 : 0)][tile_width - 1];
        if (row.count > 0 && row.runs[row.count - 1].tiles == run) {
            ++row.runs[row.count - 1].count;
        } else {
            row.runs[row.count++] = {run, x, 1};
        }
        x += tile_width;
    }
}

// Rows [first_row, end_row) of a block; totals [output][2] unless the epilogue takes no sums.
void convolve_rows(TileCall call, int outputs, int first_row, int end_row, LaneTotals* totals) {
    const TileShapes& shapes = shapes_by_outputs[outputs];
    HWY_ALIGN float row_sums[most_sums * 2 * pack_size];
    call.row_sums = row_sums;
    TiledRow tall, flat;
    cut_row(shapes.tall, shapes.columns, call.width, tall);
    if (shapes.rows > 1) cut_row(shapes.flat, shapes.columns, call.width, flat);
    for (int y = first_row; y < end_row;) {
        const int rows = y + shapes.rows <= end_row ? shapes.rows : 1;
        const TiledRow& row = rows == shapes.rows ? tall : flat;
        for (int i = 0; i < row.count; ++i) row.runs[i].tiles(call, y, row.runs[i].x, row.runs[i].count);
        y += rows;
        if (totals == nullptr) continue;
        const float* sums = row_sums;
        for (int o = 0; o < outputs; ++o) {
            for (int r = 0; r < rows; ++r, sums += 2 * pack_size) {
                totals[o * 2].add(sums);
                totals[o * 2 + 1].add(sums + pack_size);
            }
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
