// SPDX-License-Identifier: MIT
#include "kernels/reference/winograd.h"

#include <array>
#include <cmath>

#include "kernels/winograd.h"

namespace nanonas::reference {
namespace {

constexpr int tile = kernels::winograd_tile, window = kernels::winograd_window;
constexpr float root = kernels::winograd_root;

using Line = std::array<float, window>;
using Square = std::array<Line, window>;

Square transposed(const Square& square) {
    Square result;
    for (int y = 0; y < window; ++y) {
        for (int x = 0; x < window; ++x) result[x][y] = square[y][x];
    }
    return result;
}

// f(0), f(1), ... along columns, then along rows, of the left upper part of a square.
template <typename Transform>
Square both_ways(Square square, int columns, const Transform& transform) {
    for (int x = 0; x < columns; ++x) {
        Line column;
        for (int y = 0; y < window; ++y) column[y] = square[y][x];
        column = transform(column);
        for (int y = 0; y < window; ++y) square[y][x] = column[y];
    }
    for (Line& row : square) row = transform(row);
    return square;
}

Line kernel_transform(const Line& g) {
    const float odd = root * g[1], even = std::fma(2.0f, g[2], g[0]), inverse = std::fma(2.0f, g[0], g[2]);
    constexpr float sixth = 1.0f / 6;
    return {
        g[0], sixth * (even + odd), sixth * (even - odd), sixth * (inverse + odd), sixth * (inverse - odd),
        g[2]};
}

Line input_transform(const Line& d) {
    const float even = std::fma(-0.5f, d[2], d[4]), odd = std::fma(-0.5f, d[1], d[3]);
    const float even_inverse = std::fma(-2.0f, d[2], d[4]), odd_inverse = std::fma(-2.0f, d[1], d[3]);
    return {std::fma(-2.5f, d[2], d[0] + d[4]),
            std::fma(root, odd, even),
            std::fma(-root, odd, even),
            std::fma(root / 2, odd_inverse, even_inverse),
            std::fma(-root / 2, odd_inverse, even_inverse),
            std::fma(-2.5f, d[3], d[1] + d[5])};
}

Line output_transform(const Line& m) {
    const float sum = m[1] + m[2], difference = m[1] - m[2];
    const float inverse_sum = m[3] + m[4], inverse_difference = m[3] - m[4];
    return {std::fma(-2.0f, inverse_sum, m[0] + sum), root * (difference - inverse_difference),
            std::fma(2.0f, sum, -inverse_sum),
            std::fma(2 * root, difference, std::fma(-root / 2, inverse_difference, m[5]))};
}

Line gradient_transform(const Line& r) {
    const float even = std::fma(2.0f, r[2], r[0]), odd = std::fma(2.0f, r[3], r[1]);
    const float even_inverse = std::fma(0.5f, r[2], r[0]), odd_inverse = std::fma(0.5f, r[3], r[1]);
    return {r[0],
            std::fma(root, odd, even),
            std::fma(-root, odd, even),
            std::fma(root / 2, odd_inverse, even_inverse),
            std::fma(-root / 2, odd_inverse, even_inverse),
            r[3]};
}

Line taps_transform(const Line& m) {
    const float sum = m[1] + m[2], difference = m[1] - m[2];
    const float inverse_sum = m[3] + m[4], inverse_difference = m[3] - m[4];
    return {std::fma(1.0f / 6, sum, std::fma(-2.0f / 3, inverse_sum, m[0])),
            root / 6 * std::fma(-2.0f, inverse_difference, difference),
            std::fma(1.0f / 3, sum - inverse_sum, m[5])};
}

// So many rows and columns of a plane from (top, left), which may lie beyond it, where zeros are.
Square square_at(std::span<const float> plane, int height, int width, int top, int left, int side) {
    Square square{};
    for (int y = 0; y < side; ++y) {
        for (int x = 0; x < side; ++x) {
            const int row = top + y, column = left + x;
            const bool inside = row >= 0 && row < height && column >= 0 && column < width;
            if (inside) square[y][x] = plane[row * width + column];
        }
    }
    return square;
}

void add_products(const Square& a, const Square& b, Square& sum) {
    for (int y = 0; y < window; ++y) {
        for (int x = 0; x < window; ++x) sum[y][x] = std::fma(a[y][x], b[y][x], sum[y][x]);
    }
}

}  // namespace

std::vector<float> winograd(std::span<const float> in, int in_channels, int height, int width,
                            std::span<const float> kernel, int out_channels) {
    std::vector<float> out(static_cast<std::size_t>(out_channels) * height * width);
    for (int o = 0; o < out_channels; ++o) {
        for (int top = 0; top < height; top += tile) {
            for (int left = 0; left < width; left += tile) {
                Square sum{};
                for (int i = 0; i < in_channels; ++i) {
                    const Square taps = square_at(kernel.subspan((o * in_channels + i) * 9), 3, 3, 0, 0, 3);
                    const Square pixels =
                        square_at(in.subspan(i * height * width), height, width, top - 1, left - 1, window);
                    add_products(both_ways(pixels, window, input_transform),
                                 both_ways(taps, 3, kernel_transform), sum);
                }
                sum = transposed(both_ways(transposed(sum), window, output_transform));  // rows first
                for (int y = 0; y < tile && top + y < height; ++y) {
                    for (int x = 0; x < tile && left + x < width; ++x) {
                        out[(o * height + top + y) * width + left + x] = sum[y][x];
                    }
                }
            }
        }
    }
    return out;
}

std::vector<float> winograd_weight_gradient(std::span<const std::vector<float>> in, int in_channels,
                                            int height, int width,
                                            std::span<const std::vector<float>> out_gradient,
                                            int out_channels) {
    const int plane = height * width;
    std::vector<float> kernel(static_cast<std::size_t>(out_channels) * in_channels * 9);
    for (int o = 0; o < out_channels; ++o) {
        for (int i = 0; i < in_channels; ++i) {
            Square sum{};
            for (int top = 0; top < height; top += tile) {
                for (int left = 0; left < width; left += tile) {
                    for (std::size_t sample = 0; sample < in.size(); ++sample) {
                        const Square pixels = square_at(std::span(in[sample]).subspan(i * plane), height,
                                                        width, top - 1, left - 1, window);
                        const Square gradients = square_at(std::span(out_gradient[sample]).subspan(o * plane),
                                                           height, width, top, left, tile);
                        add_products(both_ways(gradients, tile, gradient_transform),
                                     both_ways(pixels, window, input_transform), sum);
                    }
                }
            }
            sum = both_ways(sum, window, taps_transform);
            for (int tap = 0; tap < 9; ++tap) kernel[(o * in_channels + i) * 9 + tap] = sum[tap / 3][tap % 3];
        }
    }
    return kernel;
}

}  // namespace nanonas::reference
