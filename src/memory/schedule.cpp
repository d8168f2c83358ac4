// SPDX-License-Identifier: MIT
#include "nanonas/schedule.h"

#include <algorithm>
#include <optional>
#include <tuple>

#include "memory/buffer_packing.h"
#include "memory/row_simulation.h"

namespace nanonas {
namespace {

std::size_t at(int index) {
    return static_cast<std::size_t>(index);
}

bool needs_room(const StepSet& set, std::int64_t bytes) {
    return bytes > 0 && !set.empty();
}

// Collects the buffers of a flow, has them packed and gives each its place.
class Placement {
  public:
    Placement(const StreamGraph& graph, const RowLimits& limits, RowFlow& flow)
        : graph_(graph), flow_(flow), ring_(graph.maps.size(), -1), newest_(graph.maps.size(), -1) {
        result_.places = limits.maps;
        for (std::size_t m = 0; m < graph.maps.size(); ++m) {
            const std::int64_t row = graph.maps[m].row_bytes();
            ring_[m] = add(flow.rings[m], limits.maps[m].slots * row);
            if (static_cast<int>(m) != graph.input) newest_[m] = add(flow.newest[m], row);
        }
        for (std::size_t i = 0; i < graph.ops.size(); ++i) {
            sums_.push_back(add(flow.accumulators[i], graph.ops[i].accumulator_bytes));
            scratch_.push_back(add(flow.computed[i], graph.ops[i].scratch_bytes));
        }
        for (std::size_t i = 0; i < graph.ops.size(); ++i) add_in_place(i);
    }

    Schedule finish(int whole_from) && {
        const Packing packing = pack_buffers(buffers_, in_place_);
        const auto offset = [&](int buffer) { return buffer < 0 ? 0 : packing.offsets[at(buffer)]; };
        for (std::size_t m = 0; m < graph_.maps.size(); ++m) {
            result_.places[m].ring_offset = offset(ring_[m]);
            result_.places[m].newest_offset = offset(newest_[m]);
        }
        for (std::size_t i = 0; i < graph_.ops.size(); ++i) {
            result_.accumulators.push_back(offset(sums_[i]));
            result_.scratches.push_back(offset(scratch_[i]));
        }
        result_.arena_bytes = packing.bytes;
        result_.kept_bytes = flow_.kept_bytes;
        result_.whole_from = whole_from;
        result_.live_bytes.assign(flow_.steps.size(), 0);
        for (const Buffer& buffer : buffers_) {
            for (std::size_t step = 0; step < flow_.steps.size(); ++step) {
                if (buffer.lives->has(step)) result_.live_bytes[step] += buffer.bytes;
            }
        }
        result_.steps = std::move(flow_.steps);
        result_.steps_of_push = std::move(flow_.steps_of_push);
        return std::move(result_);
    }

  private:
    int add(const StepSet& lives, std::int64_t bytes) {
        if (!needs_room(lives, bytes)) return -1;
        buffers_.push_back({bytes, &lives});
        return static_cast<int>(buffers_.size()) - 1;
    }

    // The buffer of a map that holds one row at a time, or -1.
    int single_row(int map) const {
        const MapPlace& place = result_.places[at(map)];
        if (place.newest_apart) return place.slots == 0 ? newest_[at(map)] : -1;
        return place.slots == 1 ? ring_[at(map)] : -1;
    }

    void add_in_place(std::size_t op) {
        const StreamOp& each = graph_.ops[op];
        if (each.kind != StreamKind::add && each.kind != StreamKind::multiply &&
            each.kind != StreamKind::quantize) {
            return;
        }
        for (const int input : each.inputs) {
            const int from = single_row(input), to = single_row(each.output);
            if (from >= 0 && to >= 0) in_place_.push_back({from, to, &flow_.computed[op]});
        }
    }

    const StreamGraph& graph_;
    RowFlow& flow_;
    Schedule result_;
    std::vector<Buffer> buffers_;
    std::vector<InPlace> in_place_;
    std::vector<int> ring_, newest_, sums_, scratch_;  // buffers, -1: none
};

// Less memory first, then fewer bytes to copy.
bool better(const Schedule& a, const Schedule& b) {
    return std::tie(a.arena_bytes, a.kept_bytes) < std::tie(b.arena_bytes, b.kept_bytes);
}

struct Attempt {
    RowLimits limits;
    Schedule schedule;
};

class ScheduleSearch {
  public:
    explicit ScheduleSearch(const StreamGraph& graph) : graph_(graph) {}

    Schedule run() {
        std::vector<Attempt> attempts;
        for (int from = static_cast<int>(graph_.ops.size()); from >= 0; --from) {
            if (auto attempt = try_limits(first_limits(from))) attempts.push_back(std::move(*attempt));
        }
        std::ranges::stable_sort(attempts, better, &Attempt::schedule);
        if (attempts.size() > most_refined) attempts.resize(most_refined);
        for (Attempt& attempt : attempts) refine(attempt);
        std::ranges::stable_sort(attempts, better, &Attempt::schedule);
        return std::move(attempts.front().schedule);
    }

  private:
    static constexpr std::size_t most_refined = 3;

    // As few rows as readers can do with: all newest rows apart, each ring one row short of a window.
    RowLimits first_limits(int whole_from) const {
        RowLimits limits{std::vector<MapPlace>(graph_.maps.size()), whole_from};
        for (MapPlace& place : limits.maps) place = {0, true, 0, 0};
        for (int i = 0; i < static_cast<int>(graph_.ops.size()); ++i) {
            const StreamOp& op = graph_.ops[at(i)];
            for (const int input : op.inputs) {
                if (op.reading == Reading::whole || i >= whole_from) {
                    hold_whole(limits, input);
                } else if (op.reading == Reading::window) {
                    const int rows = std::min(op.rows.filter, graph_.maps[at(input)].height);
                    limits.maps[at(input)].slots = std::max(limits.maps[at(input)].slots, rows - 1);
                }
            }
            if (i >= whole_from) hold_whole(limits, op.output);
        }
        hold_whole(limits, graph_.output);
        return limits;
    }

    // A map of one row is whole with its newest row alone. The caller has the newest row of the input no
    // longer than until the next one.
    void hold_whole(RowLimits& limits, int map) const {
        if (graph_.maps[at(map)].height == 1) return;
        limits.maps[at(map)] = {graph_.maps[at(map)].height, map == graph_.input, 0, 0};
    }

    // Gives full maps one row more until rows flow.
    std::optional<Attempt> try_limits(RowLimits limits) const {
        for (;;) {
            RowFlowOrJam result = simulate_rows(graph_, limits);
            if (result.flow) {
                Schedule made = Placement(graph_, limits, *result.flow).finish(limits.whole_from);
                return Attempt{std::move(limits), std::move(made)};
            }
            int widened = -1;
            for (const int map : result.jam.full) {
                const bool room = limits.maps[at(map)].slots < graph_.maps[at(map)].height;
                if (room && (widened < 0 || row_bytes(map) < row_bytes(widened))) widened = map;
            }
            if (widened < 0) return std::nullopt;
            ++limits.maps[at(widened)].slots;
        }
    }

    std::int64_t row_bytes(int map) const { return graph_.maps[at(map)].row_bytes(); }

    // Lets new rows be written straight into their ring where that costs no memory, so that nothing is
    // copied.
    void refine(Attempt& best) const {
        for (int map = 0; map < static_cast<int>(graph_.maps.size()); ++map) {
            const MapPlace& place = best.limits.maps[at(map)];
            if (map == graph_.input || !place.newest_apart) continue;
            RowLimits limits = best.limits;
            limits.maps[at(map)] = {std::min(place.slots + 1, graph_.maps[at(map)].height), false, 0, 0};
            auto attempt = try_limits(std::move(limits));
            if (attempt && better(attempt->schedule, best.schedule)) best = std::move(*attempt);
        }
    }

    const StreamGraph& graph_;
};

}  // namespace

Schedule schedule(const StreamGraph& graph) {
    return ScheduleSearch(graph).run();
}

}  // namespace nanonas
