// SPDX-License-Identifier: MIT
#include "kernels/reference/winograd.h"

#include <array>
#include <cmath>

namespace nanonas::reference {
namespace {

using Square = std::array<std::array<float, 4>, 4>;

// f(0), f(1), ... along columns, then along rows, of the left upper part of a square.
template <typename Transform>
Square both_ways(Square square, int columns, const Transform& transform) {
    for (int x = 0; x < columns; ++x) {
        std::array<float, 4> column{square[0][x], square[1][x], square[2][x], square[3][x]};
        column = transform(column);
        for (int y = 0; y < 4; ++y) square[y][x] = column[y];
    }
    for (auto& row : square) row = transform(row);
    return square;
}

std::array<float, 4> kernel_transform(const std::array<float, 4>& g) {
    const float outer = g[0] + g[2];
    return {g[0], 0.5f * (outer + g[1]), 0.5f * (outer - g[1]), g[2]};
}

std::array<float, 4> input_transform(const std::array<float, 4>& d) {
    return {d[0] - d[2], d[1] + d[2], d[2] - d[1], d[1] - d[3]};
}

std::array<float, 4> output_transform(const std::array<float, 4>& m) {
    return {(m[0] + m[1]) + m[2], (m[1] - m[2]) - m[3], 0, 0};
}

}  // namespace

std::vector<float> winograd(std::span<const float> in, int in_channels, int height, int width,
                            std::span<const float> kernel, int out_channels) {
    std::vector<float> out(static_cast<std::size_t>(out_channels) * height * width);
    for (int o = 0; o < out_channels; ++o) {
        for (int top = 0; top < height; top += 2) {
            for (int left = 0; left < width; left += 2) {
                Square sum{};
                for (int i = 0; i < in_channels; ++i) {
                    Square weights{}, pixels{};
                    for (int y = 0; y < 3; ++y) {
                        for (int x = 0; x < 3; ++x) {
                            weights[y][x] = kernel[((o * in_channels + i) * 3 + y) * 3 + x];
                        }
                    }
                    for (int y = 0; y < 4; ++y) {
                        for (int x = 0; x < 4; ++x) {
                            const int row = top + y - 1, column = left + x - 1;
                            const bool inside = row >= 0 && row < height && column >= 0 && column < width;
                            if (inside) pixels[y][x] = in[(i * height + row) * width + column];
                        }
                    }
                    weights = both_ways(weights, 3, kernel_transform);
                    pixels = both_ways(pixels, 4, input_transform);
                    for (int y = 0; y < 4; ++y) {
                        for (int x = 0; x < 4; ++x) {
                            sum[y][x] = std::fma(pixels[y][x], weights[y][x], sum[y][x]);
                        }
                    }
                }
                sum = both_ways(sum, 4, output_transform);
                for (int y = 0; y < 2 && top + y < height; ++y) {
                    for (int x = 0; x < 2 && left + x < width; ++x) {
                        out[(o * height + top + y) * width + left + x] = sum[y][x];
                    }
                }
            }
        }
    }
    return out;
}

}  // namespace nanonas::reference
