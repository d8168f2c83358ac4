// SPDX-License-Identifier: MIT
#include "kernels/reference/winograd.h"

#include <array>
#include <cmath>

#include "kernels/winograd_matrices.h"

namespace nanonas::reference {
namespace {

namespace matrices = kernels::winograd_matrices;
constexpr int tile = kernels::winograd_tile, window = kernels::winograd_window;

template <typename Value>
using Line = std::array<Value, window>;
template <typename Value>
using Square = std::array<Line<Value>, window>;

// The transforms as products with their matrices, in double precision.
struct ByMatrices {
    using Value = double;

    template <int Rows, int Columns>
    static Line<double> times(const double (&matrix)[Rows][Columns], const Line<double>& line) {
        Line<double> result{};
        for (int r = 0; r < Rows; ++r) {
            for (int c = 0; c < Columns; ++c) result[r] += matrix[r][c] * line[c];
        }
        return result;
    }
    static Line<double> input(const Line<double>& d) { return times(matrices::input, d); }
    static Line<double> kernel(const Line<double>& g) { return times(matrices::kernel, g); }
    static Line<double> output(const Line<double>& m) { return times(matrices::output, m); }
    static Line<double> gradient(const Line<double>& r) { return times(matrices::gradient, r); }
    static Line<double> taps(const Line<double>& m) { return times(matrices::taps, m); }
};

// a * b + c as the kernels compute it: rounded once, but twice in WebAssembly, which has no fused operation.
template <typename Value>
Value multiply_add(Value a, Value b, Value c) {
#ifdef __wasm__
    return a * b + c;
#else
    return std::fma(a, b, c);
#endif
}

// The same products with the kernels' operations in the kernels' order: what the rows of a point and of its
// negative share is computed once.
struct InKernelsOrder {
    using Value = float;
    using Line = reference::Line<float>;
    static constexpr float root = kernels::winograd_root;

    static Line kernel(const Line& g) {
        const float odd = root * g[1], even = multiply_add(2.0f, g[2], g[0]),
                    inverse = multiply_add(2.0f, g[0], g[2]);
        constexpr float sixth = 1.0f / 6;
        return {g[0],
                sixth * (even + odd),
                sixth * (even - odd),
                sixth * (inverse + odd),
                sixth * (inverse - odd),
                g[2]};
    }

    static Line input(const Line& d) {
        const float even = multiply_add(-0.5f, d[2], d[4]), odd = multiply_add(-0.5f, d[1], d[3]);
        const float even_inverse = multiply_add(-2.0f, d[2], d[4]);
        const float odd_inverse = multiply_add(-2.0f, d[1], d[3]);
        return {multiply_add(-2.5f, d[2], d[0] + d[4]),
                multiply_add(root, odd, even),
                multiply_add(-root, odd, even),
                multiply_add(root / 2, odd_inverse, even_inverse),
                multiply_add(-root / 2, odd_inverse, even_inverse),
                multiply_add(-2.5f, d[3], d[1] + d[5])};
    }

    static Line output(const Line& m) {
        const float sum = m[1] + m[2], difference = m[1] - m[2];
        const float inverse_sum = m[3] + m[4], inverse_difference = m[3] - m[4];
        return {multiply_add(-2.0f, inverse_sum, m[0] + sum), root * (difference - inverse_difference),
                multiply_add(2.0f, sum, -inverse_sum),
                multiply_add(2 * root, difference, multiply_add(-root / 2, inverse_difference, m[5]))};
    }

    static Line gradient(const Line& r) {
        const float even = multiply_add(2.0f, r[2], r[0]), odd = multiply_add(2.0f, r[3], r[1]);
        const float even_inverse = multiply_add(0.5f, r[2], r[0]);
        const float odd_inverse = multiply_add(0.5f, r[3], r[1]);
        return {r[0],
                multiply_add(root, odd, even),
                multiply_add(-root, odd, even),
                multiply_add(root / 2, odd_inverse, even_inverse),
                multiply_add(-root / 2, odd_inverse, even_inverse),
                r[3]};
    }

    static Line taps(const Line& m) {
        const float sum = m[1] + m[2], difference = m[1] - m[2];
        const float inverse_sum = m[3] + m[4], inverse_difference = m[3] - m[4];
        return {multiply_add(1.0f / 6, sum, multiply_add(-2.0f / 3, inverse_sum, m[0])),
                root / 6 * multiply_add(-2.0f, inverse_difference, difference),
                multiply_add(1.0f / 3, sum - inverse_sum, m[5])};
    }
};

template <typename Value>
Square<Value> transposed(const Square<Value>& square) {
    Square<Value> result;
    for (int y = 0; y < window; ++y) {
        for (int x = 0; x < window; ++x) result[x][y] = square[y][x];
    }
    return result;
}

// transform(transform(square)')': down the first `columns` columns, then along rows.
template <typename Value, typename Transform>
Square<Value> both_ways(Square<Value> square, int columns, const Transform& transform) {
    for (int x = 0; x < columns; ++x) {
        Line<Value> column;
        for (int y = 0; y < window; ++y) column[y] = square[y][x];
        column = transform(column);
        for (int y = 0; y < window; ++y) square[y][x] = column[y];
    }
    for (Line<Value>& row : square) row = transform(row);
    return square;
}

// So many rows and columns of a plane from (top, left), which may lie beyond it, where zeros are.
template <typename Value>
Square<Value> square_at(std::span<const float> plane, int height, int width, int top, int left, int side) {
    Square<Value> square{};
    for (int y = 0; y < side; ++y) {
        for (int x = 0; x < side; ++x) {
            const int row = top + y, column = left + x;
            const bool inside = row >= 0 && row < height && column >= 0 && column < width;
            if (inside) square[y][x] = plane[row * width + column];
        }
    }
    return square;
}

template <typename Value>
void add_products(const Square<Value>& a, const Square<Value>& b, Square<Value>& sum) {
    for (int y = 0; y < window; ++y) {
        for (int x = 0; x < window; ++x) sum[y][x] = multiply_add(a[y][x], b[y][x], sum[y][x]);
    }
}

template <typename Arithmetic>
std::vector<typename Arithmetic::Value> convolve(std::span<const float> in, int in_channels, int height,
                                                 int width, std::span<const float> kernel, int out_channels) {
    using Value = typename Arithmetic::Value;
    std::vector<Value> out(static_cast<std::size_t>(out_channels) * height * width);
    for (int o = 0; o < out_channels; ++o) {
        for (int top = 0; top < height; top += tile) {
            for (int left = 0; left < width; left += tile) {
                Square<Value> sum{};
                for (int i = 0; i < in_channels; ++i) {
                    const auto taps =
                        square_at<Value>(kernel.subspan((o * in_channels + i) * 9), 3, 3, 0, 0, 3);
                    const auto pixels = square_at<Value>(in.subspan(i * height * width), height, width,
                                                         top - 1, left - 1, window);
                    add_products(both_ways(pixels, window, Arithmetic::input),
                                 both_ways(taps, 3, Arithmetic::kernel), sum);
                }
                sum = transposed(both_ways(transposed(sum), window, Arithmetic::output));  // rows first
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

template <typename Arithmetic>
std::vector<typename Arithmetic::Value> weight_gradient(std::span<const std::vector<float>> in,
                                                        int in_channels, int height, int width,
                                                        std::span<const std::vector<float>> out_gradient,
                                                        int out_channels) {
    const int plane = height * width;
    using Value = typename Arithmetic::Value;
    std::vector<Value> kernel(static_cast<std::size_t>(out_channels) * in_channels * 9);
    for (int o = 0; o < out_channels; ++o) {
        for (int i = 0; i < in_channels; ++i) {
            Square<Value> sum{};
            for (int top = 0; top < height; top += tile) {
                for (int left = 0; left < width; left += tile) {
                    for (std::size_t sample = 0; sample < in.size(); ++sample) {
                        const auto pixels = square_at<Value>(std::span(in[sample]).subspan(i * plane), height,
                                                             width, top - 1, left - 1, window);
                        const auto gradients =
                            square_at<Value>(std::span(out_gradient[sample]).subspan(o * plane), height,
                                             width, top, left, tile);
                        add_products(both_ways(gradients, tile, Arithmetic::gradient),
                                     both_ways(pixels, window, Arithmetic::input), sum);
                    }
                }
            }
            sum = both_ways(sum, window, Arithmetic::taps);
            for (int tap = 0; tap < 9; ++tap) kernel[(o * in_channels + i) * 9 + tap] = sum[tap / 3][tap % 3];
        }
    }
    return kernel;
}

}  // namespace

std::vector<float> winograd(std::span<const float> in, int in_channels, int height, int width,
                            std::span<const float> kernel, int out_channels) {
    return convolve<InKernelsOrder>(in, in_channels, height, width, kernel, out_channels);
}

std::vector<double> winograd_by_matrices(std::span<const float> in, int in_channels, int height, int width,
                                         std::span<const float> kernel, int out_channels) {
    return convolve<ByMatrices>(in, in_channels, height, width, kernel, out_channels);
}

std::vector<float> winograd_weight_gradient(std::span<const std::vector<float>> in, int in_channels,
                                            int height, int width,
                                            std::span<const std::vector<float>> out_gradient,
                                            int out_channels) {
    return weight_gradient<InKernelsOrder>(in, in_channels, height, width, out_gradient, out_channels);
}

std::vector<double> winograd_weight_gradient_by_matrices(std::span<const std::vector<float>> in,
                                                         int in_channels, int height, int width,
                                                         std::span<const std::vector<float>> out_gradient,
                                                         int out_channels) {
    return weight_gradient<ByMatrices>(in, in_channels, height, width, out_gradient, out_channels);
}

}  // namespace nanonas::reference
