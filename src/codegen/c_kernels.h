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

// The sizes of blocks that have loops of their own for pictures of three channels; none where size counts.
std::set<int> special_for_three_channels(const Pipeline& pipeline, Optimize optimize);

// Sets what src/codegen/c/kernel_*.c.in and kernel_choice.c.in leave open.
void set_kernel_texts(const Pipeline& pipeline, Optimize optimize, TemplateValues& values);

}  // namespace nanonas
