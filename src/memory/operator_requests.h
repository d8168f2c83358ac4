// SPDX-License-Identifier: MIT
// What each operator's reference kernel asks of the arena when TFLM prepares it.
#pragma once

#include <cstdint>
#include <vector>

#include "memory/allocation_trace.h"
#include "memory/tflm_structures.h"
#include "nanonas/graph.h"

namespace nanonas::tflm {

// Whether TFLM copies a tensor's quantisation (micro_allocator.cc: InitializeTfLiteTensorFromFlatbuffer).
bool is_quantized(const GraphTensor& tensor);
// The TfLiteIntArray that takes its zero points: a length and one int a scale.
Structure zero_points(const GraphTensor& tensor);

// The requests of the kernel's Prepare (kernels/*_common.cc), in order, added to `trace`; returns the bytes
// of each scratch buffer that it asks for.
std::vector<std::int64_t> request_in_prepare(const Graph& graph, const GraphOperator& op,
                                             const Structures& sizes, AllocationTrace& trace);

}  // namespace nanonas::tflm
