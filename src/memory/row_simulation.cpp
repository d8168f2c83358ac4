// SPDX-License-Identifier: MIT
#include "memory/row_simulation.h"

#include <algorithm>

namespace nanonas {
namespace {

// Of one map while rows flow.
struct MapState {
    int produced = 0;                           // rows so far
    bool fresh = false;                         // the newest row lies apart
    int lowest = 0;                             // first row that some reader still needs
    std::vector<int> written, kept, last_read;  // by row: steps; -1: never
};

class RowSimulation {
  public:
    RowSimulation(const StreamGraph& graph, const RowLimits& limits)
        : graph_(graph),
          limits_(limits),
          done_(graph.ops.size()),
          maps_(graph.maps.size()),
          readers_(maps_.size()) {
        for (std::size_t m = 0; m < maps_.size(); ++m) {
            const auto rows = static_cast<std::size_t>(graph.maps[m].height);
            maps_[m].written.assign(rows, -1);
            maps_[m].kept.assign(rows, -1);
            maps_[m].last_read.assign(rows, -1);
        }
        for (std::size_t i = 0; i < graph.ops.size(); ++i) {
            for (const int input : graph.ops[i].inputs) readers_[at(input)].push_back(static_cast<int>(i));
        }
        for (std::size_t m = 0; m < maps_.size(); ++m) update_lowest(static_cast<int>(m));
    }

    RowFlowOrJam run() {
        MapState& input = maps_[at(graph_.input)];
        const int height = graph_.maps[at(graph_.input)].height;
        for (int row = 0; row < height; ++row) {
            if (input.fresh) return {std::nullopt, jam()};
            input.written[at(row)] = now();
            input.produced = row + 1;
            input.fresh = true;
            retire();
            while (step()) continue;
            flow_.steps_of_push.push_back(now());
        }
        for (std::size_t i = 0; i < done_.size(); ++i) {
            if (done_[i] < graph_.steps(graph_.ops[i])) return {std::nullopt, jam()};
        }
        note_lifetimes();
        return {std::move(flow_), {}};
    }

  private:
    static std::size_t at(int index) { return static_cast<std::size_t>(index); }
    int now() const { return static_cast<int>(flow_.steps.size()); }
    const MapPlace& limit(int map) const { return limits_.maps[at(map)]; }

    bool finished(int op) const { return done_[at(op)] == graph_.steps(graph_.ops[at(op)]); }

    void update_lowest(int map) {
        int lowest = map == graph_.output ? 0 : graph_.maps[at(map)].height;
        for (const int reader : readers_[at(map)]) {
            if (finished(reader)) continue;
            lowest =
                std::min(lowest, rows_read(graph_, graph_.ops[at(reader)], map, done_[at(reader)]).first);
        }
        maps_[at(map)].lowest = lowest;
    }

    bool inputs_are_there(int op) const {
        const StreamOp& each = graph_.ops[at(op)];
        return std::ranges::all_of(each.inputs, [&](int map) {
            return rows_read(graph_, each, map, done_[at(op)]).end <= maps_[at(map)].produced;
        });
    }

    bool has_room(int op) const {
        const StreamOp& each = graph_.ops[at(op)];
        if (row_completed(graph_, each, done_[at(op)]) < 0) return true;
        const MapState& map = maps_[at(each.output)];
        if (limit(each.output).newest_apart) return !map.fresh;
        return map.produced - limit(each.output).slots < map.lowest;
    }

    bool whole_may_begin() const {
        for (int i = 0; i < limits_.whole_from; ++i) {
            if (!finished(i)) return false;
        }
        return true;
    }

    // The next operator that can do a step: of those that stream the last one, so that rows flow as far as
    // they can; behind them the first that is not finished.
    bool step() {
        const int streamed = std::min<int>(limits_.whole_from, static_cast<int>(graph_.ops.size()));
        for (int i = streamed - 1; i >= 0; --i) {
            if (!finished(i) && inputs_are_there(i) && has_room(i)) return take_step(i);
        }
        if (!whole_may_begin()) return false;
        for (int i = streamed; i < static_cast<int>(graph_.ops.size()); ++i) {
            if (!finished(i)) return inputs_are_there(i) && has_room(i) && take_step(i);
        }
        return false;
    }

    bool take_step(int op) {
        const StreamOp& each = graph_.ops[at(op)];
        const int number = done_[at(op)]++;
        for (const int map : each.inputs) {
            const RowRange read = rows_read(graph_, each, map, number);
            for (int row = read.first; row < read.end; ++row) maps_[at(map)].last_read[at(row)] = now();
        }
        if (const int row = row_completed(graph_, each, number); row >= 0) {
            MapState& out = maps_[at(each.output)];
            out.written[at(row)] = now();
            out.produced = row + 1;
            out.fresh = limit(each.output).newest_apart;
        }
        flow_.steps.push_back({false, op});
        for (const int map : each.inputs) update_lowest(map);
        retire();
        return true;
    }

    // Keeps newest rows that have a slot, and forgets those that nobody needs any more.
    void retire() {
        for (std::size_t m = 0; m < maps_.size(); ++m) {
            MapState& map = maps_[m];
            if (!map.fresh) continue;
            const int row = map.produced - 1, slots = limits_.maps[m].slots;
            if (map.lowest > row) {
                map.fresh = false;
            } else if (slots > 0 && row - slots < map.lowest) {
                map.fresh = false;
                map.kept[at(row)] = now();
                flow_.steps.push_back({true, static_cast<int>(m)});
                flow_.kept_bytes += graph_.maps[m].row_bytes();
            }
        }
    }

    bool waits_for_room(int op) const { return !finished(op) && inputs_are_there(op) && !has_room(op); }

    // Maps that only stand behind other full maps are left out: room in them would let no row flow.
    RowJam jam() const {
        RowJam jam;
        const auto add = [&](int map) {
            if (std::ranges::none_of(readers_[at(map)], [&](int op) { return waits_for_room(op); })) {
                jam.full.push_back(map);
            }
        };
        if (maps_[at(graph_.input)].fresh) add(graph_.input);
        for (int i = 0; i < static_cast<int>(graph_.ops.size()); ++i) {
            if (waits_for_room(i)) add(graph_.ops[at(i)].output);
        }
        return jam;
    }

    void note_lifetimes() {
        const std::size_t steps = flow_.steps.size();
        const int last = static_cast<int>(steps) - 1;
        for (std::size_t m = 0; m < maps_.size(); ++m) {
            StepSet ring(steps), newest(steps);
            const bool apart = limits_.maps[m].newest_apart;
            for (std::size_t row = 0; row < maps_[m].written.size(); ++row) {
                const int written = maps_[m].written[row], kept = maps_[m].kept[row];
                int end = std::max(maps_[m].last_read[row], written);
                if (static_cast<int>(m) == graph_.output) end = last;
                if (written < 0 || written > last) continue;
                if (!apart) {
                    ring.add(static_cast<std::size_t>(written), static_cast<std::size_t>(end));
                } else if (kept < 0) {
                    newest.add(static_cast<std::size_t>(written), static_cast<std::size_t>(end));
                } else {
                    newest.add(static_cast<std::size_t>(written), static_cast<std::size_t>(kept));
                    ring.add(static_cast<std::size_t>(kept), static_cast<std::size_t>(std::max(end, kept)));
                }
            }
            flow_.rings.push_back(std::move(ring));
            flow_.newest.push_back(std::move(newest));
        }
        flow_.accumulators.assign(graph_.ops.size(), StepSet(steps));
        flow_.computed.assign(graph_.ops.size(), StepSet(steps));
        std::vector<int> number(graph_.ops.size()), begun(graph_.ops.size(), -1);
        for (std::size_t i = 0; i < steps; ++i) {
            if (flow_.steps[i].keep) continue;
            const std::size_t op = at(flow_.steps[i].index);
            const StreamOp& each = graph_.ops[op];
            flow_.computed[op].add(i, i);
            if (each.reading != Reading::accumulate) continue;
            if (begun[op] < 0) begun[op] = static_cast<int>(i);
            flow_.accumulators[op].add(static_cast<std::size_t>(begun[op]), i);
            if (row_completed(graph_, each, number[op]++) >= 0) begun[op] = -1;
        }
    }

    const StreamGraph& graph_;
    const RowLimits& limits_;
    std::vector<int> done_;  // by operator: steps
    std::vector<MapState> maps_;
    std::vector<std::vector<int>> readers_;  // by map
    RowFlow flow_;
};

}  // namespace

bool StepSet::empty() const {
    return std::ranges::all_of(words_, [](std::uint64_t word) { return word == 0; });
}

bool StepSet::meets(const StepSet& other) const {
    for (std::size_t i = 0; i < words_.size(); ++i) {
        if (words_[i] & other.words_[i]) return true;
    }
    return false;
}

bool StepSet::meets_only_in(const StepSet& other, const StepSet& allowed) const {
    for (std::size_t i = 0; i < words_.size(); ++i) {
        if (words_[i] & other.words_[i] & ~allowed.words_[i]) return false;
    }
    return true;
}

RowRange rows_read(const StreamGraph& graph, const StreamOp& op, int input, int step) {
    const int height = graph.maps[static_cast<std::size_t>(input)].height;
    switch (op.reading) {
        case Reading::accumulate:
            return {step, step + 1};
        case Reading::whole:
            return {0, height};
        case Reading::window:
            break;
    }
    const int first = step * op.rows.stride - op.rows.before;
    return {std::clamp(first, 0, height), std::clamp(first + op.rows.filter, 0, height)};
}

int row_completed(const StreamGraph& graph, const StreamOp& op, int step) {
    if (op.reading != Reading::accumulate) return step;
    const int height = graph.maps[static_cast<std::size_t>(op.inputs[0])].height;
    if (op.kind == StreamKind::dense) return step + 1 == height ? 0 : -1;
    const int out = graph.maps[static_cast<std::size_t>(op.output)].height;
    const int row = (step + op.rows.before) / op.rows.stride;
    if (row >= out) return -1;
    return step + 1 == std::min(row * op.rows.stride - op.rows.before + op.rows.filter, height) ? row : -1;
}

RowFlowOrJam simulate_rows(const StreamGraph& graph, const RowLimits& limits) {
    return RowSimulation(graph, limits).run();
}

}  // namespace nanonas
