// SPDX-License-Identifier: MIT
// Sizes of the structures that TFLM keeps in its arena. They follow from the declarations in the files named
// below and the two ABIs: x86-64 (pointers and size_t of 8 bytes, enums of 4), and the Arm EABI for Cortex-M
// (pointers and size_t of 4 bytes, enums as short as their values allow); sizeof in both compilers agrees.
#pragma once

#include "nanonas/graph.h"
#include "nanonas/tensor_arena.h"

namespace nanonas::tflm {

constexpr int buffer_alignment = 16;  // micro_arena_constants.h
// GreedyMemoryPlanner::per_buffer_size(): ten ints, whatever the pointers.
constexpr int planner_bytes_per_buffer = 40;
// micro_allocator.cc: kMaxScratchBuffersPerOp.
constexpr int scratch_requests_per_operator = 12;

struct Structure {
    int bytes = 0;
    int alignment = 1;
};

struct Structures {
    Structure pointer;
    Structure arena_allocator;  // arena_allocator/: the wheel has RecordingSingleArenaBufferAllocator, a
                                // firmware SingleArenaBufferAllocator
    Structure memory_planner;   // GreedyMemoryPlanner
    Structure micro_allocator;  // the wheel: RecordingMicroAllocator, a firmware: MicroAllocator
    Structure data_allocator;   // micro_allocator.cc: MicroBuiltinDataAllocator
    Structure subgraph;         // micro_allocator.h: SubgraphAllocations
    Structure eval_tensor;      // c/common.h: TfLiteEvalTensor
    Structure node;             // micro_allocator.h: NodeAndRegistration
    Structure scratch_request;  // micro_allocator.h: ScratchBufferRequest
    Structure scratch_handle;   // micro_allocator.h: ScratchBufferHandle
    Structure tensor;           // c/common.h: TfLiteTensor with TF_LITE_STATIC_MEMORY
    Structure quantization;     // c/common.h: TfLiteAffineQuantization
    Structure allocation_info;  // micro_allocation_info.h: AllocationInfo
};

const Structures& structures(ArenaModel model);

// The TfLiteIntArray that takes its zero points: a length and one int a scale.
inline Structure zero_points(const GraphTensor& tensor) {
    constexpr int int_bytes = 4;
    return {int_bytes * (1 + static_cast<int>(tensor.quantization.scale.size())), int_bytes};
}

}  // namespace nanonas::tflm
