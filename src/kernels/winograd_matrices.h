// SPDX-License-Identifier: MIT
// Winograd's minimal filtering for the 3x3 convolution, F(4x4, 3x3) (Lavin and Gray, Fast algorithms for
// convolutional neural networks, 2016, equation 8): a tile of 4x4 outputs costs 36 multiplications for each
// pair of channels in place of 144. With d the tile's window of 6x6 inputs and g the kernel,
//
//     outputs = A' [sum over input channels of (G g G') . (B' d B)] A,
//
// and for the weight gradient, F(3x3, 4x4), with r the tile's 4x4 gradients and other matrices G and A,
//
//     kernel gradient = A' [sum over tiles and samples of (G r G') . (B' d B)] A.
//
// The matrices are those of Toom and Cook for six points of interpolation: 0, s, -s, 1/s, -1/s and infinity,
// in this order, where s is the root of two. B' has small numbers with them, on which the accuracy depends
// (Barabasz et al., Error analysis and improving the accuracy of Winograd convolution for deep neural
// networks, 2020); and because the inverse of each point is a point, a flipped kernel's transform has the
// same rows in another order.
//
// With p = (x^2 - 2) (x^2 - 1/2) = x^4 - 5/2 x^2 + 1, a row of B' holds the coefficients, from that of 1 to
// that of x^5, of p for 0, of x p for infinity, and of x p / (x - a) for another point a. The row of G for a
// is (1, a, a^2, ...) times a factor, and so is the column of A'. Both factors together are 1 over the
// derivative of x p at a: 1/6 for s and -s, -2/3 for their inverses.
#pragma once

namespace nanonas::kernels {

inline constexpr int winograd_tile = 4, winograd_window = 6;  // rows and columns of outputs, of inputs
inline constexpr float winograd_root = 1.41421356f;           // of two

namespace winograd_matrices {

inline constexpr double s = 1.4142135623730951;

// B' of both.
inline constexpr double input[6][6] = {
    {1, 0, -5. / 2, 0, 1, 0},       //
    {0, -s / 2, -1. / 2, s, 1, 0},  //
    {0, s / 2, -1. / 2, -s, 1, 0},  //
    {0, -s, -2, s / 2, 1, 0},       //
    {0, s, -2, -s / 2, 1, 0},       //
    {0, 1, 0, -5. / 2, 0, 1},
};

// G and A' of the convolution; the factors are 1/6 and 1/3, and 1 and -2.
inline constexpr double kernel[6][3] = {
    {1, 0, 0},                 //
    {1. / 6, s / 6, 2. / 6},   //
    {1. / 6, -s / 6, 2. / 6},  //
    {2. / 6, s / 6, 1. / 6},   //
    {2. / 6, -s / 6, 1. / 6},  //
    {0, 0, 1},
};
inline constexpr double output[4][6] = {
    {1, 1, 1, -2, -2, 0},  //
    {0, s, -s, -s, s, 0},  //
    {0, 2, 2, -1, -1, 0},  //
    {0, 2 * s, -2 * s, -s / 2, s / 2, 1},
};

// G and A' of the weight gradient; the factors are 1 and 1, and 1/6 and -2/3.
inline constexpr double gradient[6][4] = {
    {1, 0, 0, 0},                 //
    {1, s, 2, 2 * s},             //
    {1, -s, 2, -2 * s},           //
    {1, s / 2, 1. / 2, s / 4},    //
    {1, -s / 2, 1. / 2, -s / 4},  //
    {0, 0, 0, 1},
};
inline constexpr double taps[3][6] = {
    {1, 1. / 6, 1. / 6, -2. / 3, -2. / 3, 0},  //
    {0, s / 6, -s / 6, -s / 3, s / 3, 0},      //
    {0, 1. / 3, 1. / 3, -1. / 3, -1. / 3, 1},
};

}  // namespace winograd_matrices
}  // namespace nanonas::kernels
