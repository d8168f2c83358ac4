// SPDX-License-Identifier: MIT
// The constant tables of the generated C.
#pragma once

#include <string>

#include "codegen/norm_lines.h"
#include "codegen/pipeline.h"
#include "nanonas/ring_plan.h"

namespace nanonas {

// A stage's output channels are computed in blocks of up to four, as evenly as can be: `wide` blocks of
// narrow + 1 channels, then blocks of `narrow`.
struct Blocks {
    int wide = 0, narrow = 0, count = 0;
    int size(int block) const { return block < wide ? narrow + 1 : narrow; }
};
Blocks blocks_of(int out_channels);

// Weights, biases, multipliers, shifts and the table of stages; then the dense layer's.
std::string convolution_tables(const Pipeline& pipeline, const RingPlan& plan);
std::string norm_tables(const NormLines& lines);
std::string dense_tables(const Pipeline& pipeline);

// A multiplier's left shift is stored as 32 and more in the table of right shifts.
bool has_left_shifts(const Pipeline& pipeline);

}  // namespace nanonas
