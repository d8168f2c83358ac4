// SPDX-License-Identifier: MIT
/// @file
/// What a .tflite, anyone's, consists of and costs, as plain values for tables and JSON.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "nanonas/graph.h"
#include "nanonas/memory.h"
#include "nanonas/tensor_arena.h"

namespace nanonas {

/// "CONV_2D", the name of a custom operator, or "operator 200" for one that nanonas doesn't know.
std::string operator_name(const GraphOperator& op);

/// A tensor of the file.
struct InspectedTensor {
    std::string name;               ///< as in the file; may be empty
    ElementType type{};             ///< of its elements
    std::vector<int> shape;         ///< as in the file
    std::int64_t bytes = 0;         ///< of all its elements
    bool constant = false;          ///< its bytes are part of the file
    std::optional<int> first_step;  ///< in the head of the arena from this step on, as in ArenaBuffer
    std::optional<int> last_step;   ///< to this one; both none elsewhere and where the arena is unknown
};

/// An operator of the file.
struct InspectedOperator {
    std::string name;                  ///< operator_name()
    int version = 1;                   ///< as in the file
    std::vector<int> inputs;           ///< indices into Inspection::tensors; -1: an optional input left out
    std::vector<int> outputs;          ///< indices into Inspection::tensors
    std::optional<std::int64_t> macc;  ///< multiply-accumulates; none where nanonas can't count them
    std::int64_t weight_bytes = 0;     ///< of its constant inputs
};

/// What lies in the head of the arena while one operator runs.
struct ArenaStep {
    std::string name;             ///< "inputs" for step 0, then of operator step - 1
    std::vector<int> buffers;     ///< indices into TensorArena::buffers, by offset
    std::int64_t live_bytes = 0;  ///< of these buffers
};

/// All of a file.
struct Inspection {
    std::int64_t file_bytes = 0;               ///< as given to inspect()
    std::int64_t weight_bytes = 0;             ///< constants, each counted once
    std::int64_t metadata_bytes = 0;           ///< the rest of the file
    std::int64_t macc = 0;                     ///< of all operators that are counted
    std::vector<std::string> uncounted;        ///< names of those that are not, each once
    std::vector<InspectedTensor> tensors;      ///< as in the graph
    std::vector<InspectedOperator> operators;  ///< in the order in which they run
    std::optional<TensorArena> arena;          ///< on a 64-bit host
    std::optional<TensorArena> arena_32bit;    ///< on a 32-bit Cortex-M
    std::string arena_unknown;                 ///< why there is no arena; empty if there is
    std::vector<ArenaStep> timeline;           ///< by step; empty without an arena
    int peak_step = 0;                         ///< the first with the most live_bytes
};

/// Inspects a graph; `file_bytes` are those of the file that it was read from.
Inspection inspect(const Graph& graph, std::int64_t file_bytes);

/// Need against a target's limits. What is to spare is negative where it is too much.
struct TargetFit {
    bool fits = false;                   ///< in RAM and Flash
    std::int64_t spare_ram_bytes = 0;    ///< RAM less what is needed
    std::int64_t spare_flash_bytes = 0;  ///< Flash less what is needed
    /// below the target's bound; none without its CoreMark, or where operators are left out of the count
    std::optional<std::int64_t> spare_macc;
};

/// Arena and file alone against RAM and Flash, without stack and interpreter. None where the inspection has
/// no arena.
std::optional<TargetFit> fit(const Inspection& inspection, const Target& target, ArenaModel model);

/// The same for row-streaming C, of which all that it takes is counted. None where c_memory doesn't know the
/// target's core.
std::optional<TargetFit> fit_as_c(const CShape& shape, const Inspection& inspection, const Target& target);

}  // namespace nanonas
