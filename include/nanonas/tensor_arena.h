// SPDX-License-Identifier: MIT
/// @file
/// The tensor arena of TensorFlow Lite Micro (TFLM), to the byte, from a graph alone. An arena has two ends:
/// the head holds the activations and scratch buffers of an inference, laid over one another where their
/// lifetimes allow; the tail holds what TFLM keeps for good. While it prepares a model TFLM needs room
/// between the two for temporary structures, so the smallest working arena can be larger than head and tail
/// together.
///
/// Source: github.com/tensorflow/tflite-micro, tensorflow/lite/micro: micro_allocator.cc,
/// micro_allocation_info.cc, memory_planner/greedy_memory_planner.cc, arena_allocator/
/// single_arena_buffer_allocator.cc, micro_interpreter.cc and kernels/, read as of August 2026 and held
/// against the wheel of October.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "nanonas/graph.h"
#include "nanonas/result.h"

namespace nanonas {

/// Whose arena: that of the tflite-micro wheel on a 64-bit host (close to the published tables, which came
/// from a 64-bit program too) or that of a 32-bit Cortex-M; both with the reference kernels.
enum class ArenaModel { bits64, bits32 };

/// A part of the head. Steps: 0 is the caller's writing of the inputs, i + 1 is operator i.
struct ArenaBuffer {
    int tensor = -1;          ///< index into Graph::tensors; -1: a scratch buffer of operator first_step - 1
    int first_step = 0;       ///< that it is needed in
    int last_step = 0;        ///< that it is needed in
    std::int64_t bytes = 0;   ///< rounded up to TFLM's alignment of 16
    std::int64_t offset = 0;  ///< of its first byte from the arena's
};

/// What the tail is made of.
enum class TailPart {
    allocators,       ///< TFLM's own allocators and planner
    eval_tensors,     ///< TfLiteEvalTensor, one a tensor
    nodes,            ///< NodeAndRegistration, one an operator
    parameters,       ///< an operator's options, decoded
    operator_data,    ///< what a kernel prepares once: multipliers, paddings, offsets
    channel_scales,   ///< a multiplier and a shift for each output channel
    scratch_handles,  ///< one a scratch buffer
    variables,        ///< tensors that keep state between inferences
    ports,            ///< TfLiteTensor and quantisation of inputs and outputs
    alignment,        ///< gaps
};
/// How many there are.
constexpr int tail_parts = static_cast<int>(TailPart::alignment) + 1;
/// In a few words, such as "kernel data".
std::string_view to_string(TailPart part);

/// What an arena takes and how it is laid out.
struct TensorArena {
    /// bits64: the smallest arena that works. bits32: what MicroInterpreter::arena_used_bytes() reports on
    /// the device, which rounded up to 16 is an arena that works; or the smallest that works where preparing
    /// the model takes more than running it.
    std::int64_t bytes = 0;
    std::int64_t smallest_bytes = 0;   ///< the smallest arena that works
    std::int64_t used_bytes = 0;       ///< head and tail in an arena of a multiple of 16 bytes
    std::int64_t head_bytes = 0;       ///< activations and scratch buffers
    std::int64_t tail_bytes = 0;       ///< in the smallest arena
    std::vector<ArenaBuffer> buffers;  ///< of the head, tensors by index, then scratch buffers
    std::array<std::int64_t, tail_parts> tail_part_bytes{};  ///< by TailPart; sums to tail_bytes
};

/// An error names the operator that the model does not cover, or what is wrong with the graph.
Result<TensorArena> tensor_arena(const Graph& graph, ArenaModel model);

}  // namespace nanonas
