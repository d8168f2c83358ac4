// SPDX-License-Identifier: MIT
/// @file
/// The schedule of row-streaming C for any feed-forward graph. Rows flow through the graph, each operator
/// computes a row of its output as soon as its inputs have the rows that it reads, and a feature map keeps no
/// more rows than its readers still need. The schedule is made here once: the model of the C's memory and the
/// C generator both read it, so that they can't disagree.
#pragma once

#include <cstdint>
#include <vector>

#include "nanonas/graph.h"
#include "nanonas/result.h"

namespace nanonas {

/// What an operator of a stream does.
enum class StreamKind : std::uint8_t {
    convolution,
    depthwise,
    dense,
    max_pool,
    average_pool,
    mean,
    add,
    multiply,
    concatenate,
    softmax,
    quantize,
    pad,
    reshape
};

/// A feature map as rows: a vector is one row of one pixel.
struct StreamMap {
    int height = 1;    ///< rows
    int width = 1;     ///< pixels of a row
    int channels = 1;  ///< bytes of a pixel
    int tensor = -1;   ///< index into Graph::tensors, of its values' meaning

    /// Bytes of one row.
    std::int64_t row_bytes() const { return std::int64_t{width} * channels; }
    /// Bytes of all rows.
    std::int64_t bytes() const { return height * row_bytes(); }
};

/// A window's way along one side of a map. Output y reads the inputs from y stride - before on, as many as
/// `filter`, of which those outside of the map are padding.
struct StreamWindow {
    int filter = 1;  ///< inputs that a window covers
    int stride = 1;  ///< inputs from window to window
    int before = 0;  ///< padding in front of the first input
};

/// How an operator reads the rows of its inputs.
enum class Reading : std::uint8_t {
    window,      ///< some rows at a time, for a row of its output
    whole,       ///< all rows, for each row of its output
    accumulate,  ///< one row after the other; a row of its output is complete behind the last row of its
                 ///< window
};

/// An operator that computes rows.
struct StreamOp {
    StreamKind kind{};                  ///< what it computes
    int op = 0;                         ///< index into Graph::operators
    std::vector<int> inputs;            ///< maps, without the constants
    int output = 0;                     ///< map
    StreamWindow rows;                  ///< of the first input, from top to bottom
    StreamWindow columns;               ///< of the first input, from left to right
    Reading reading = Reading::window;  ///< how it takes its inputs
    int accumulator_bytes = 0;          ///< of what it sums up from row to row, all of it
    std::int64_t scratch_bytes = 0;     ///< that it needs while it computes a row
};

/// A graph as its rows flow: maps and operators in an order in which they can run.
struct StreamGraph {
    std::vector<StreamMap> maps;  ///< the input's first
    std::vector<StreamOp> ops;    ///< each behind those whose maps it reads
    int input = 0;                ///< map
    int output = 0;               ///< map

    /// Steps of an operator in all: rows that it computes, or takes in.
    int steps(const StreamOp& op) const;
};

/// Reads a graph as a stream. An operator, type or shape that row-streaming C can't do is refused in a
/// sentence that names the operator and what would have to change. A PAD in front of an unpadded convolution
/// becomes its padding.
Result<StreamGraph> stream_graph(const Graph& graph);

/// A step of the schedule.
struct ScheduleStep {
    bool keep = false;  ///< copies the newest row of a map into its ring; otherwise an operator does a step
    int index = 0;      ///< of the map or of the operator
};

/// Where a map's rows lie in the C's memory. Row y lies in slot y mod slots of the ring; where the newest row
/// has a place apart, it lies there until a step keeps it.
struct MapPlace {
    int slots = 0;                   ///< rows of its ring; 0: its newest row is all that is ever needed
    bool newest_apart = false;       ///< new rows are written apart; of the input, the caller has them
    std::int64_t ring_offset = 0;    ///< bytes
    std::int64_t newest_offset = 0;  ///< bytes; none of the input's
};

/// Rows through a graph, step by step.
struct Schedule {
    std::vector<ScheduleStep> steps;  ///< in their order
    std::vector<int> steps_of_push;   ///< by row of the input: steps that are done when it was taken in
    std::vector<MapPlace> places;     ///< by map
    std::vector<std::int64_t> accumulators;  ///< by operator: offset of its sums, in bytes
    std::vector<std::int64_t> scratches;     ///< by operator: offset of its scratch, in bytes
    std::int64_t arena_bytes = 0;            ///< all rows, accumulators and scratch
    std::int64_t kept_bytes = 0;             ///< that steps copy in the course of an inference
    int whole_from = 0;                      ///< operators from here on run one after the other on whole maps
    /// Peaks: bytes that hold something while a step runs, by step.
    std::vector<std::int64_t> live_bytes;
};

/// The schedule with the least memory that the search finds, and of equal ones that which copies least.
Schedule schedule(const StreamGraph& graph);

}  // namespace nanonas
