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
// Optimised for speed, the weights of stages with three input channels are in fours across the rows of the
// kernel.
std::string convolution_tables(const Pipeline& pipeline, const RingPlan& plan, Optimize optimize);
std::string norm_tables(const NormLines& lines);
std::string dense_tables(const Pipeline& pipeline);

// An output channel's shift is stored in the lowest bits of its bias: right shifts up to 31 in 5 bits; in 6
// bits where some multiplier has a left shift, which is stored as 32 and more.
bool has_left_shifts(const Pipeline& pipeline);
int shift_bits(const Pipeline& pipeline);

}  // namespace nanonas
