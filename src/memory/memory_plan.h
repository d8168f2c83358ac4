// SPDX-License-Identifier: MIT
// Where TFLM lays activations and scratch buffers in the head of its arena.
#pragma once

#include <cstdint>
#include <vector>

#include "nanonas/graph.h"
#include "nanonas/tensor_arena.h"

namespace nanonas::tflm {

struct ScratchRequest {
    int op = 0;  // index into Graph::operators
    std::int64_t bytes = 0;
};

// Whether the file's offline plan says where a tensor lies. Precondition: the plan is of all tensors or
// empty.
bool is_planned(const Graph& graph, std::size_t tensor);

// The buffers that need a place, with their lifetimes, in the order in which TFLM plans them; offsets are not
// set. As AllocationInfoBuilder::MarkAllocationLifetimes (micro_allocation_info.cc). Precondition: every
// index in the graph names a tensor.
std::vector<ArenaBuffer> buffers_to_plan(const Graph& graph, const std::vector<ScratchRequest>& scratch);

// Sets every offset and returns the bytes that all take together. Tensors that `planned` has a place for lie
// there. Of the rest the largest buffer comes first, of equal ones the last; each takes the first gap between
// those it lives together with, as GreedyMemoryPlanner::CalculateOffsetsIfNeeded (greedy_memory_planner.cc).
std::int64_t plan_offsets(std::vector<ArenaBuffer>& buffers, const std::vector<int>& planned = {});

}  // namespace nanonas::tflm
