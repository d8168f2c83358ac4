// SPDX-License-Identifier: MIT
// The convolution's inner loops in the generated C.
#pragma once

#include <set>
#include <string>

#include "codegen/pipeline.h"

namespace nanonas {

// Sizes of blocks of output channels that the network has.
std::set<int> block_sizes(const Pipeline& pipeline);

// convolve_pair() in portable C, with a loop for each size.
std::string portable_kernels(const std::set<int>& sizes);

}  // namespace nanonas
