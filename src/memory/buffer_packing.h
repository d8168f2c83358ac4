// SPDX-License-Identifier: MIT
// Places buffers that live at different times over each other.
#pragma once

#include <cstdint>
#include <vector>

#include "memory/row_simulation.h"

namespace nanonas {

struct Buffer {
    std::int64_t bytes = 0;
    const StepSet* lives = nullptr;
};

// Two buffers of which the second may take the very place of the first, in these steps: an operator reads
// each value of the one before it writes the same of the other.
struct InPlace {
    int from = 0, to = 0;
    const StepSet* steps = nullptr;
};

struct Packing {
    std::vector<std::int64_t> offsets;  // by buffer
    std::int64_t bytes = 0;
};

// Every offset is a multiple of 4.
Packing pack_buffers(const std::vector<Buffer>& buffers, const std::vector<InPlace>& in_place);

}  // namespace nanonas
