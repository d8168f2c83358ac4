// SPDX-License-Identifier: MIT
// How a convolution's output channels are divided, and its kernel laid out for them.
#pragma once

#include <cstddef>

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

}  // namespace nanonas::kernels
