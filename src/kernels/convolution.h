// SPDX-License-Identifier: MIT
// 3x3 convolution with stride 1 and zero padding on packs, forward and with respect to its input (the data
// gradient: the same loop with turned weights). Every output is the sum over input channels, then kernel
// rows, then kernel columns, one fused multiply-add after the other, whatever the tile and the SIMD target;
// layers whose shape says so (kernels/winograd.h) are computed as that header has it.
#pragma once

#include <cstddef>

#include "kernels/batch_norm.h"
#include "kernels/planes.h"

namespace nanonas::kernels {

// Output channels are worked on in blocks that share each loaded pixel; how many depends on the CPU, results
// don't. Winograd's way takes all in one block.
enum class Algorithm { direct, winograd, bf16 };

struct OutputBlocks {
    int outputs = 0;
    int count = 0;
    Algorithm algorithm = Algorithm::direct;

    int first(int block) const { return outputs * block / count; }
    int size(int block) const { return first(block + 1) - first(block); }
};

// With `bf16`, on a CPU that has it (kernels/bf16.h), products are of rounded factors.
OutputBlocks output_blocks(int in, int outputs, int height, int width, bool bf16 = false);

// Floats of a packed kernel, and of the scratch that a call needs (none: 0).
std::size_t packed_floats(int in, const OutputBlocks& blocks);
std::size_t scratch_floats(const Planes& in, const OutputBlocks& blocks);

// Copies kernel [out][in][3][3] into the order in which the blocks read it.
void pack_kernel(const float* kernel, int in, const OutputBlocks& blocks, float* packed);

// The same for the data gradient: kernel is the forward's [out][in][3][3] and blocks.outputs its `in`. With
// Winograd's way the result equals pack_kernel's.
void pack_turned_kernel(const float* kernel, int out, const OutputBlocks& blocks, float* packed);

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
// these rows and the block's channels alone; first_row is even.
void convolve_bias_relu(const ConvolutionBlock& block, const float* bias, int first_row);

}  // namespace nanonas::kernels
