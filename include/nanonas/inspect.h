// SPDX-License-Identifier: MIT
// What a .tflite, anyone's, consists of and costs, as plain values for tables and JSON.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "nanonas/graph.h"
#include "nanonas/memory.h"
#include "nanonas/tensor_arena.h"

namespace nanonas {

// "CONV_2D", the name of a custom operator, or "operator 200" for one that nanonas doesn't know.
std::string operator_name(const GraphOperator& op);

struct InspectedTensor {
    std::string name;
    ElementType type{};
    std::vector<int> shape;
    std::int64_t bytes = 0;
    bool constant = false;
    // Of one in the head of the arena, where the arena is known: steps as in ArenaBuffer.
    std::optional<int> first_step, last_step;
};

struct InspectedOperator {
    std::string name;
    int version = 1;
    std::vector<int> inputs, outputs;  // indices into Inspection::tensors; -1: an optional input left out
    std::int64_t macc = 0;
    std::int64_t weight_bytes = 0;  // of its constant inputs
};

// What lies in the head of the arena while one operator runs.
struct ArenaStep {
    std::string name;          // "inputs" for step 0, then of operator step - 1
    std::vector<int> buffers;  // indices into TensorArena::buffers, by offset
    std::int64_t live_bytes = 0;
};

struct Inspection {
    std::int64_t file_bytes = 0;
    std::int64_t weight_bytes = 0;    // constants, each counted once
    std::int64_t metadata_bytes = 0;  // the rest of the file
    std::int64_t macc = 0;
    std::vector<InspectedTensor> tensors;
    std::vector<InspectedOperator> operators;
    std::optional<TensorArena> arena, arena_32bit;
    std::string arena_unknown;        // why there is no arena; empty if there is
    std::vector<ArenaStep> timeline;  // by step; empty without an arena
    int peak_step = 0;                // the first with the most live_bytes
};

// `file_bytes`: of the file that `graph` was read from.
Inspection inspect(const Graph& graph, std::int64_t file_bytes);

// Arena and file alone against RAM and Flash, without stack and interpreter. What is to spare is negative
// where it is too much.
struct TargetFit {
    bool fits = false;  // in RAM and Flash
    std::int64_t spare_ram_bytes = 0, spare_flash_bytes = 0;
    std::optional<std::int64_t> spare_macc;  // below the target's bound; none without its CoreMark
};

// None where the inspection has no arena.
std::optional<TargetFit> fit(const Inspection& inspection, const Target& target, ArenaModel model);

// The same for row-streaming C, of which all that it takes is counted. None where c_memory doesn't know the
// target's core.
std::optional<TargetFit> fit_as_c(const CShape& shape, const Inspection& inspection, const Target& target);

}  // namespace nanonas
