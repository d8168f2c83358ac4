// SPDX-License-Identifier: MIT
// The constant tables of the generated C.
#pragma once

#include <string>

#include "codegen/norm_lines.h"
#include "codegen/pipeline.h"
#include "nanonas/codegen.h"
#include "nanonas/ring_plan.h"

namespace nanonas {

// Weights and output channels of each stage, and the table of stages.
std::string convolution_tables(const Pipeline& pipeline, const RingPlan& plan);

// The macro of the generated C that takes the weights of so many inputs: "FOUR" and less.
const char* weight_macro_name(int taps);

std::string norm_tables(const NormLines& lines);
std::string dense_tables(const Pipeline& pipeline);

// An output channel's shift is stored in the lowest bits of its bias: in a byte, or where biases leave no
// room for that, right shifts up to 31 in 5 bits, and in 6 where some multiplier has a left shift, which is
// stored as 32 and more.
bool has_left_shifts(const Pipeline& pipeline);
int shift_bits(const Pipeline& pipeline);

}  // namespace nanonas
