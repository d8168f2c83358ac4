// SPDX-License-Identifier: MIT
#include "cli/schedule_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/table.h"

namespace nanonas::cli {
namespace {

// The operator that writes a map.
std::string writer_of(const Graph& graph, const StreamGraph& stream, int map) {
    for (const StreamOp& op : stream.ops) {
        if (op.output == map) {
            return std::string(to_string(graph.operators[static_cast<std::size_t>(op.op)].code));
        }
    }
    return "the input";
}

// "2 and the newest", "6, whole", "the newest".
std::string kept_rows(const StreamMap& map, const MapPlace& place) {
    if (place.newest_apart && place.slots == 0) return "the newest";
    if (place.newest_apart) return fmt::format("{} and the newest", place.slots);
    return place.slots == map.height && map.height > 1 ? fmt::format("{}, whole", place.slots)
                                                       : std::to_string(place.slots);
}

std::string peak_text(const Graph& graph, const StreamGraph& stream, const Schedule& schedule) {
    const auto most = std::ranges::max_element(schedule.live_bytes);
    if (most == schedule.live_bytes.end()) return "";
    const ScheduleStep& step = schedule.steps[static_cast<std::size_t>(most - schedule.live_bytes.begin())];
    const int map = step.keep ? step.index : stream.ops[static_cast<std::size_t>(step.index)].output;
    return fmt::format("Most of it is in use, {} bytes, where {} writes map {}.\n", grouped(*most),
                       writer_of(graph, stream, map), map);
}

}  // namespace

std::string schedule_text(const Graph& graph, const StreamGraph& stream, const Schedule& schedule) {
    Table table;
    table.row({"map", "written by", "size", "rows kept", "row bytes", "ring at", "newest at"});
    for (std::size_t i = 0; i < stream.maps.size(); ++i) {
        const StreamMap& map = stream.maps[i];
        const MapPlace& place = schedule.places[i];
        const bool callers = static_cast<int>(i) == stream.input;
        const std::string newest = callers ? "caller" : grouped(place.newest_offset);
        table.row({std::to_string(i), writer_of(graph, stream, static_cast<int>(i)),
                   fmt::format("{}x{}x{}", map.height, map.width, map.channels), kept_rows(map, place),
                   grouped(map.row_bytes()), place.slots > 0 ? grouped(place.ring_offset) : "-",
                   place.newest_apart ? newest : "-"});
    }
    return fmt::format("\nAs C, rows flow through {} bytes of RAM, in {} steps:\n\n{}\n{}",
                       grouped(schedule.arena_bytes), grouped(std::ssize(schedule.steps)), table.text(),
                       peak_text(graph, stream, schedule));
}

}  // namespace nanonas::cli
