// SPDX-License-Identifier: MIT
// 3x3 convolution with stride 1 and zero padding on packs, forward and with respect to its input (the data
// gradient: the same loop with turned weights). Every output is the sum over input channels, then kernel
// rows, then kernel columns, one fused multiply-add after the other, whatever the tile and the SIMD target;
// layers whose shape says so (kernels/winograd.h) are computed as that header has it.
#pragma once

#include "kernels/batch_norm.h"
#include "kernels/output_blocks.h"
#include "kernels/planes.h"

namespace nanonas::kernels {

// One block of output channels of a convolution. out and in are whole tensors of equal height and width. The
// first block of an input, and in bands its first rows, leave in scratch what the later ones read.
struct ConvolutionBlock {
    Planes in, out;
    const float* packed = nullptr;  // from pack_kernel or pack_turned_kernel, all blocks
    OutputBlocks blocks;
    int block = 0;
    float* scratch = nullptr;  // scratch_floats, 64-byte aligned
};

// out = in * kernel; sums[channel] (all outputs, only the block's are written) of out and out^2.
void convolve(const ConvolutionBlock& block, ChannelSums* sums);

// The data gradient: `in` is the gradient of a convolution's output and `forward` what that convolution saw.
// out = in * turned kernel where forward > threshold and 0 elsewhere; sums of out and out * forward.
void convolve_gradient(const ConvolutionBlock& block, const Planes& forward, float threshold,
                       ChannelSums* sums);

// Rows [first_row, first_row + rows) of max(0, in * kernel + bias), bias [out][16]. Here block.out holds
// these rows and the block's channels alone; first_row is a multiple of 4.
void convolve_bias_relu(const ConvolutionBlock& block, const float* bias, int first_row);

// How many output channels a block has at most that is computed directly, on planes of this width.
int most_direct_outputs(int width);

}  // namespace nanonas::kernels
