// SPDX-License-Identifier: MIT
// The convolution's inner loops in the generated C: plain C, and loops for cores where others pay. Which of
// them is compiled the C decides from the compiler's own macros.
#pragma once

#include <set>

#include "codegen/pipeline.h"
#include "codegen/text_template.h"
#include "nanonas/codegen.h"

namespace nanonas {

// Sizes of blocks of output channels that the network has.
std::set<int> block_sizes(const Pipeline& pipeline);

// Whether windows of three channels are laid out in a way of their own.
bool special_for_three_channels(const Pipeline& pipeline, Optimize optimize);

// Whether the AVR's loops, whose sums have 24 bits and which count a row's inputs in 8, do for the network.
bool sums_fit_24_bits(const Pipeline& pipeline);

// Sets what src/codegen/c/kernel_*.c.in leave open; `widest_out` is that of the ring plan.
void set_kernel_texts(const Pipeline& pipeline, int widest_out, TemplateValues& values);

}  // namespace nanonas
