// SPDX-License-Identifier: MIT
#pragma once

namespace nanonas::kernels {

// A 3x3 convolution with stride 1 and zero padding: the output has the input's height and width.
struct ConvolutionShape {
    int in_channels = 0, out_channels = 0;
    int height = 0, width = 0;

    int pixels() const { return height * width; }
};

enum class Precision {
    exact,    // float products, the same bits on every CPU
    rounded,  // where it pays, products of factors that are rounded to bfloat16; sums stay float
};

// Whether this CPU multiplies rounded factors faster; elsewhere a plan takes Precision::rounded for exact.
bool rounded_products_supported();

// Channels [first, end).
struct ChannelRange {
    int first = 0, end = 0;

    int size() const { return end - first; }
};

}  // namespace nanonas::kernels
