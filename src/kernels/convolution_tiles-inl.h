// SPDX-License-Identifier: MIT
// The loop that direct and bf16 convolution share. A row of the plane is cut into tiles, and a tile of
// outputs, several channels of a few pixels, stays in registers while all input channels are added up.
// `Products` says how two factors are multiplied; it has
//     Element, the 4 bytes that inputs and weights are stored as, and Pixels, a vector of them,
//     load(from), broadcast(weight), multiply_add(pixels, weight, sum) and total(LaneTotals).
// With bf16 an element holds two channels of the input, and what is called a channel here is such a pair.
#if defined(NANONAS_KERNELS_CONVOLUTION_TILES_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef NANONAS_KERNELS_CONVOLUTION_TILES_INL_H_
#undef NANONAS_KERNELS_CONVOLUTION_TILES_INL_H_
#else
#define NANONAS_KERNELS_CONVOLUTION_TILES_INL_H_
#endif

#include "kernels/epilogue-inl.h"

HWY_BEFORE_NAMESPACE();
namespace nanonas::kernels::HWY_NAMESPACE {

template <typename Products>
struct TileCall {
    using Element = typename Products::Element;

    Epilogue epilogue;
    int channels;  // read
    int height, width, first_row;
    std::ptrdiff_t out_plane;  // floats from one output channel to the next
    const Element* in;
    const Element* weights;  // [channel read][9][outputs of the group]
    float* out;              // at first_row of the group's first channel
    float* row_sums;         // [output][row of the tile][2][16]
};

// Where a tile begins: at pixel (y, x), in the lanes from `lane` on.
struct TilePlace {
    int y, x, lane;
};

template <int Outputs, int Rows, int Columns>
using TileSums = Part[Outputs][Rows][Columns];

// Sums over all channels read, by kernel rows and columns. Left, Right: the tile touches that border of the
// plane; the taps beyond it are left out, not multiplied by zeros.
template <typename Products, int Outputs, int Rows, int Columns, bool Left, bool Right>
HWY_INLINE void sum_tile(const TileCall<Products>& call, const TilePlace& place,
                         TileSums<Outputs, Rows, Columns>& sum) {
    const auto skipped = [](int i, int kx) {
        return (Left && i + kx == 0) || (Right && i + kx == Columns + 1);
    };
    const std::ptrdiff_t row = static_cast<std::ptrdiff_t>(call.width) * pack_size;
    const bool top = place.y == 0, bottom = place.y + Rows == call.height;
    const auto* HWY_RESTRICT in = call.in + (place.y - 1) * row + (place.x - 1) * pack_size + place.lane;
    const auto* HWY_RESTRICT weights = call.weights;
    NANONAS_UNROLL for (int o = 0; o < Outputs; ++o) {
        NANONAS_UNROLL for (int r = 0; r < Rows; ++r) {
            NANONAS_UNROLL for (int i = 0; i < Columns; ++i) sum[o][r][i] = hn::Zero(PartTag());
        }
    }
    for (int channel = call.channels; channel > 0; --channel) {
        NANONAS_UNROLL for (int r = 0; r < Rows + 2; ++r) {
            if ((r == 0 && top) || (r == Rows + 1 && bottom)) continue;
            NANONAS_UNROLL for (int kx = 0; kx < 3; ++kx) {
                typename Products::Pixels pixels[Columns];
                NANONAS_UNROLL for (int i = 0; i < Columns; ++i) {
                    if (!skipped(i, kx)) pixels[i] = Products::load(in + r * row + (i + kx) * pack_size);
                }
                NANONAS_UNROLL for (int o = 0; o < Outputs; ++o) {
                    NANONAS_UNROLL for (int ky = 0; ky < 3; ++ky) {
                        if (r - ky < 0 || r - ky >= Rows) continue;
                        const auto weight = Products::broadcast(weights[(ky * 3 + kx) * Outputs + o]);
                        NANONAS_UNROLL for (int i = 0; i < Columns; ++i) {
                            Part& s = sum[o][r - ky][i];
                            if (!skipped(i, kx)) s = Products::multiply_add(pixels[i], weight, s);
                        }
                    }
                }
            }
        }
        in += row * call.height;
        weights += 9 * Outputs;
    }
}

template <typename Products, int Outputs, int Rows, int Columns>
HWY_INLINE void store_with_bias_relu(const TileCall<Products>& call, const TilePlace& place,
                                     const TileSums<Outputs, Rows, Columns>& sum) {
    const PartTag d;
    const std::ptrdiff_t row = static_cast<std::ptrdiff_t>(call.width) * pack_size;
    float* HWY_RESTRICT out = call.out + (place.y - call.first_row) * row + place.x * pack_size + place.lane;
    const float* HWY_RESTRICT biases = call.epilogue.bias + place.lane;
    const std::ptrdiff_t plane = call.out_plane;
    NANONAS_UNROLL for (int o = 0; o < Outputs; ++o) {
        const Part bias = hn::Load(d, biases + o * pack_size);
        NANONAS_UNROLL for (int r = 0; r < Rows; ++r) {
            NANONAS_UNROLL for (int i = 0; i < Columns; ++i) {
                hn::Store(with_bias_relu(sum[o][r][i], bias), d, out + o * plane + r * row + i * pack_size);
            }
        }
    }
}

template <bool Masked, bool Left, typename Products, int Outputs, int Rows, int Columns>
HWY_INLINE void store_with_sums(const TileCall<Products>& call, const TilePlace& place,
                                const TileSums<Outputs, Rows, Columns>& sum) {
    const PartTag d;
    const std::ptrdiff_t row = static_cast<std::ptrdiff_t>(call.width) * pack_size;
    const std::ptrdiff_t offset = place.y * row + place.x * pack_size + place.lane;
    float* HWY_RESTRICT out = call.out + offset;
    float* HWY_RESTRICT sums = call.row_sums + place.lane;
    const float* HWY_RESTRICT forward = Masked ? call.epilogue.forward + offset : nullptr;
    const Part threshold = hn::Set(d, call.epilogue.threshold);
    const std::ptrdiff_t plane = call.out_plane;
    NANONAS_UNROLL for (int o = 0; o < Outputs; ++o) {
        NANONAS_UNROLL for (int r = 0; r < Rows; ++r, sums += 2 * pack_size) {
            RowSums row_sums = Left ? RowSums::zero() : RowSums::load(sums, pack_size);
            NANONAS_UNROLL for (int i = 0; i < Columns; ++i) {
                const std::ptrdiff_t at = o * plane + r * row + i * pack_size;
                Part s = sum[o][r][i], factor = s;
                if constexpr (Masked) {
                    factor = hn::Load(d, forward + at);
                    s = masked(s, factor, threshold);
                }
                hn::Store(s, d, out + at);
                row_sums.add(s, factor);
            }
            row_sums.store(sums, pack_size);
        }
    }
}

template <typename Products, int Outputs, int Rows, int Columns, bool Left, bool Right>
HWY_INLINE void tile(const TileCall<Products>& call, const TilePlace& place) {
    TileSums<Outputs, Rows, Columns> sum;
    sum_tile<Products, Outputs, Rows, Columns, Left, Right>(call, place, sum);
    switch (call.epilogue.kind) {
        case Epilogue::Kind::bias_relu:
            return store_with_bias_relu<Products, Outputs, Rows, Columns>(call, place, sum);
        case Epilogue::Kind::sums:
            return store_with_sums<false, Left, Products, Outputs, Rows, Columns>(call, place, sum);
        case Epilogue::Kind::masked_sums:
            return store_with_sums<true, Left, Products, Outputs, Rows, Columns>(call, place, sum);
    }
}

// `count` tiles side by side; one at a border is alone.
template <typename Products, int Outputs, int Rows, int Columns, bool Left, bool Right>
HWY_NOINLINE void tiles(const TileCall<Products>& call, int y, int x, int count) {
    if constexpr (Left || Right) count = 1;
    for (; count > 0; --count, x += Columns) {
        for (int lane = 0; lane < pack_size; lane += part_lanes) {
            tile<Products, Outputs, Rows, Columns, Left, Right>(call, {y, x, lane});
        }
    }
}

template <typename Products>
using Tiles = void (*)(const TileCall<Products>&, int y, int x, int count);

// By the borders that a tile touches, Left + 2 Right, and its width - 1.
template <typename Products>
using TileTable = Tiles<Products>[4][8];

// A row is cut into ceil(width / Columns) tiles whose widths differ by one at the most; these are the widths
// that then occur.
template <typename Products, int Outputs, int Rows, int Columns, int Width = 1>
constexpr void fill_tiles(TileTable<Products>& table) {
    if constexpr (Width >= (2 * Columns + 1) / 3)
        table[0][Width - 1] = tiles<Products, Outputs, Rows, Width, false, false>;
    if constexpr (Width >= (Columns + 1) / 2) {
        table[1][Width - 1] = tiles<Products, Outputs, Rows, Width, true, false>;
        table[2][Width - 1] = tiles<Products, Outputs, Rows, Width, false, true>;
    }
    table[3][Width - 1] = tiles<Products, Outputs, Rows, Width, true, true>;
    if constexpr (Width < Columns) fill_tiles<Products, Outputs, Rows, Columns, Width + 1>(table);
}

// The tiles that a group of outputs is cut into: `rows` high and, at the bottom, of single rows.
template <typename Products>
struct TileShapes {
    int rows = 0, columns = 0;
    TileTable<Products> tall = {}, flat = {};
};

template <typename Products, int Outputs, int Rows, int MostColumns>
constexpr TileShapes<Products> tile_shapes() {
    constexpr int columns = few_tiles && MostColumns > 3 ? 3 : MostColumns;
    TileShapes<Products> shapes{.rows = Rows, .columns = columns};
    fill_tiles<Products, Outputs, Rows, columns>(shapes.tall);
    if constexpr (Rows > 1) fill_tiles<Products, Outputs, 1, columns>(shapes.flat);
    return shapes;
}

constexpr int most_group_outputs = 6, most_tile_rows = 2;

// A row as runs of equal tiles: the first, those between, which have two widths, and the last.
template <typename Products>
struct TiledRow {
    struct Run {
        Tiles<Products> tiles;
        int x, count;
    };
    Run runs[4];
    int count = 0;
};

// `row` is new: returned by value it would be copied, which takes as long as a row of a small plane.
template <typename Products>
void cut_row(const TileTable<Products>& table, int columns, int width, TiledRow<Products>& row) {
    const int tiles = (width + columns - 1) / columns, narrow = width / tiles;
    const int first_wide = tiles - width % tiles;  // the last tiles are one wider
    for (int t = 0, x = 0; t < tiles; ++t) {
        const int tile_width = narrow + (t >= first_wide ? 1 : 0);
        const auto run = table[(t == 0 ? 1 : 0) + (t == tiles - 1 ? 2 : 0)][tile_width - 1];
        if (row.count > 0 && row.runs[row.count - 1].tiles == run) {
            ++row.runs[row.count - 1].count;
        } else {
            row.runs[row.count++] = {run, x, 1};
        }
        x += tile_width;
    }
}

// Rows [first_row, end_row) of a group; totals [output][2], or null where the epilogue takes no sums.
template <typename Products>
void convolve_rows(TileCall<Products>& call, const TileShapes<Products>& shapes, int outputs, int end_row,
                   LaneTotals* totals) {
    HWY_ALIGN float row_sums[most_group_outputs * most_tile_rows * 2 * pack_size];
    call.row_sums = row_sums;
    TiledRow<Products> tall, flat;
    cut_row<Products>(shapes.tall, shapes.columns, call.width, tall);
    if (shapes.rows > 1) cut_row<Products>(shapes.flat, shapes.columns, call.width, flat);
    for (int y = call.first_row; y < end_row;) {
        const int rows = y + shapes.rows <= end_row ? shapes.rows : 1;
        const TiledRow<Products>& row = rows == shapes.rows ? tall : flat;
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

// The call's group, of which `weights` are the packed ones and `shapes` the tiles for so many outputs.
template <typename Products>
void convolve_group(const ConvolutionCall& c, int channels, const typename Products::Element* in,
                    const typename Products::Element* weights, const TileShapes<Products>& shapes) {
    TileCall<Products> call{.epilogue = c.epilogue,
                            .channels = channels,
                            .height = c.in.height,
                            .width = c.in.width,
                            .first_row = c.first_row,
                            .out_plane = static_cast<std::ptrdiff_t>(c.out.plane_floats()),
                            .in = in,
                            .weights = weights,
                            .out = c.out.data,
                            .row_sums = nullptr};
    const int outputs = c.group.size(), end_row = c.first_row + c.out.height;
    if (c.epilogue.kind == Epilogue::Kind::bias_relu) {
        return convolve_rows<Products>(call, shapes, outputs, end_row, nullptr);
    }
    LaneTotals totals[most_group_outputs * 2];
    convolve_rows<Products>(call, shapes, outputs, end_row, totals);
    for (int o = 0; o < outputs; ++o) {
        c.epilogue.sums[o] = {Products::total(totals[o * 2]), Products::total(totals[o * 2 + 1])};
    }
}

}  // namespace nanonas::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
