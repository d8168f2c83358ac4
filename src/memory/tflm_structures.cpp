// SPDX-License-Identifier: MIT
#include "memory/tflm_structures.h"

namespace nanonas::tflm {
namespace {

// The wheel is built with TFLM's compression (USE_TFLM_COMPRESSION), which adds a pointer to each subgraph, a
// record to its recording allocator and two ints to kernels with weights.
constexpr Structures x86_64{
    .pointer = {8, 8},
    .arena_allocator = {104, 8},  // two vtables, five pointers, a checksum, a count; recording: four size_t
    .memory_planner = {72, 8},    // a vtable, five pointers, four ints, a flag
    .micro_allocator = {272, 8},  // 72 as below; recording: a pointer and eight records of three size_t
    .data_allocator = {16, 8},    // a vtable, a pointer
    .subgraph = {24, 8},          // three pointers
    .eval_tensor = {24, 8},       // data, dimensions, type
    .node = {64, 8},              // TfLiteNode (six pointers, a size) and its registration
    .scratch_request = {16, 8},   // a size_t, two ints
    .scratch_handle = {8, 8},
    .tensor = {64, 8},
    .quantization = {24, 8},     // two pointers, an int
    .allocation_info = {32, 8},  // a size_t, a pointer, three ints, a flag
};

// A firmware's: no recording, no compression.
constexpr Structures cortex_m{
    .pointer = {4, 4},
    .arena_allocator = {36, 4},
    .memory_planner = {44, 4},
    .micro_allocator = {36, 4},
    .data_allocator = {8, 4},
    .subgraph = {8, 4},
    .eval_tensor = {12, 4},
    .node = {32, 4},
    .scratch_request = {12, 4},
    .scratch_handle = {4, 4},
    .tensor = {32, 4},
    .quantization = {12, 4},
    .allocation_info = {24, 4},
};

}  // namespace

const Structures& structures(ArenaModel model) {
    return model == ArenaModel::bits64 ? x86_64 : cortex_m;
}

}  // namespace nanonas::tflm
