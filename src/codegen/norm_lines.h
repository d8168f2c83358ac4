// SPDX-License-Identifier: MIT
// Everything that stands in front of the convolutions as straight lines over bytes, in the same number of
// steps for all channels.
#pragma once

#include <vector>

#include "codegen/byte_maps.h"

namespace nanonas {

struct NormLines {
    int shift = 0;
    std::vector<std::vector<Line>> steps;  // [step][input channel of stage 0, then of stage 1, ...]
};

// The fewest steps that give every byte exactly; an error where four do not.
Result<NormLines> norm_lines(const Pipeline& pipeline);

}  // namespace nanonas
