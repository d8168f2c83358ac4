// SPDX-License-Identifier: MIT
// Convolutions whose factors are rounded to bfloat16 (the upper half of a float), two products an
// instruction, sums in float: for `--math fast`, on CPUs with AVX512_BF16. Two channels lie side by side in
// 32 bits, the even one below.
#pragma once

#include <cstdint>

#include "kernels/convolution.h"

namespace nanonas::kernels {

#if defined(__x86_64__)
inline constexpr bool bf16_compiled = true;
#else
inline constexpr bool bf16_compiled = false;
#endif

// How many times faster than by floats a layer is at least, as benchmarks/kernels measures.
inline constexpr double bf16_gain = 1.6;

// One channel alone would be half of a pair, and with one output making pairs costs what they spare.
inline bool bf16_pays(int in, int out) {
    return in > 1 && out > 1;
}

// Whether this CPU has the instructions; without, or not compiled, nothing below may be called.
bool bf16_supported();
inline bool bf16_available() {
    if constexpr (bf16_compiled) return bf16_supported();
    return false;
}

// from [channels][floats] to pairs [channels / 2 rounded up][floats]; an odd last channel meets zeros.
void bf16_pairs(const float* from, int channels, std::ptrdiff_t floats, std::uint32_t* to);

// As the functions of kernels/convolution.h. `pixels` are the pairs of block.in, `weights` those of the
// block's packed kernel.
struct Bf16Block {
    const ConvolutionBlock& block;
    const std::uint32_t* pixels;
    const std::uint32_t* weights;
};
void bf16_convolve(const Bf16Block& block, ChannelSums* sums);
void bf16_convolve_gradient(const Bf16Block& block, const Planes& forward, float threshold,
                            ChannelSums* sums);
void bf16_convolve_bias_relu(const Bf16Block& block, const float* bias, int first_row);

// As weight_gradient, for all outputs. Here a pair are two rows.
std::size_t bf16_weight_gradient_scratch(const Planes& in);
void bf16_weight_gradient(const Planes& in, const Planes& out_gradient, float* gradient, float* scratch);

}  // namespace nanonas::kernels
