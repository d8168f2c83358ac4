// SPDX-License-Identifier: MIT
// Lets rows flow through a graph and notes in which order they are computed and until when each is needed.
#pragma once

#include <optional>
#include <vector>

#include "nanonas/schedule.h"

namespace nanonas {

// How many rows each map may keep, and from where on operators run on whole maps.
struct RowLimits {
    std::vector<MapPlace> maps;  // slots and newest_apart of each; offsets are not looked at
    int whole_from = 0;  // operators from here on wait for all before them, then run one after the other
};

// When something holds values that are still needed: by step, of all steps.
class StepSet {
  public:
    explicit StepSet(std::size_t steps = 0) : words_((steps + 63) / 64) {}
    void add(std::size_t first, std::size_t last) {  // both included
        for (std::size_t i = first; i <= last; ++i) words_[i / 64] |= std::uint64_t{1} << (i % 64);
    }
    bool has(std::size_t step) const { return words_[step / 64] >> (step % 64) & 1; }
    bool empty() const;
    bool meets(const StepSet& other) const;
    // Whether all steps in both sets are in `allowed`.
    bool meets_only_in(const StepSet& other, const StepSet& allowed) const;

  private:
    std::vector<std::uint64_t> words_;
};

// What came out.
struct RowFlow {
    std::vector<ScheduleStep> steps;
    std::vector<int> steps_of_push;
    std::vector<StepSet> rings, newest;           // by map
    std::vector<StepSet> accumulators, computed;  // by operator: when it holds sums, when it does a step
    std::int64_t kept_bytes = 0;
};

// Why rows can't flow: maps that were full where something waited for another row.
struct RowJam {
    std::vector<int> full;
};

// A flow, or the jam in which it ended.
struct RowFlowOrJam {
    std::optional<RowFlow> flow;
    RowJam jam;
};

RowFlowOrJam simulate_rows(const StreamGraph& graph, const RowLimits& limits);

// The first row of an input that a step of an operator reads, and the row behind the last; of an accumulating
// operator the row that the step takes in.
struct RowRange {
    int first = 0, end = 0;
};
RowRange rows_read(const StreamGraph& graph, const StreamOp& op, int input, int step);
// The row of the output that a step completes, or -1.
int row_completed(const StreamGraph& graph, const StreamOp& op, int step);

}  // namespace nanonas
