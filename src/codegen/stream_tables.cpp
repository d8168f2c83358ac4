// SPDX-License-Identifier: MIT
#include "codegen/stream_tables.h"

#include <fmt/format.h>

#include <algorithm>

namespace nanonas {
namespace {

// Numbers of an initialiser, as many on a line as there is room for.
template <typename Values>
std::string rows_of(const Values& values) {
    std::string text, line;
    for (const auto value : values) {
        const std::string number = fmt::format("{},", static_cast<std::int64_t>(value));
        if (line.size() + number.size() + 5 > 112) {
            text += "   " + line + "\n";
            line.clear();
        }
        line += " " + number;
    }
    return line.empty() ? text : text + "   " + line + "\n";
}

std::string map_table(const StreamGraph& stream, const Schedule& schedule) {
    std::string rows;
    for (std::size_t m = 0; m < stream.maps.size(); ++m) {
        const StreamMap& map = stream.maps[m];
        const MapPlace& place = schedule.places[m];
        rows += fmt::format("    {{{}, {}, {}, {}, {}, {}, {}}},\n", place.ring_offset, place.newest_offset,
                            map.height, map.width, map.channels, std::max(place.slots, 1),
                            place.newest_apart ? 1 : 0);
    }
    return fmt::format("static const map maps[MAPS] FLASH = {{\n{}}};\n\n", rows);
}

std::string step_table(const StreamGraph& stream, const Schedule& schedule) {
    const StepCode code = StepCode::of(stream);
    std::vector<int> values;
    std::size_t step = 0;
    for (const int end : schedule.steps_of_push) {
        for (; step < static_cast<std::size_t>(end); ++step) {
            const ScheduleStep& each = schedule.steps[step];
            values.push_back(each.keep ? code.keep + each.index : each.index);
        }
        values.push_back(code.end_of_row);
    }
    return fmt::format("static const uint{}_t steps[] FLASH = {{\n{}}};\n\n", 8 * code.bytes,
                       rows_of(values));
}

std::string operation_row(const StreamGraph& stream, const Schedule& schedule,
                          const std::vector<StreamOperation>& operations, std::size_t i) {
    const StreamOp& op = stream.ops[i];
    const StreamOperation& numbers = operations[i];
    const int columns = stream.maps[static_cast<std::size_t>(op.inputs[0])].width;
    return fmt::format(
        "    {{{}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}}},\n",
        to_string(numbers.code), op.inputs[0], op.inputs.size() > 1 ? op.inputs[1] : op.inputs[0], op.output,
        op.inputs.size() > 1 ? 1 : 0, numbers.in_place ? 1 : 0, op.rows.filter, op.columns.filter,
        op.columns.stride, op.columns.before, op.rows.stride, op.rows.before, numbers.zero_in,
        numbers.zero_out, numbers.lowest, numbers.highest, columns, numbers.wide ? 1 : 0,
        schedule.accumulators[i], schedule.scratches[i],
        numbers.weights.empty() ? "NULL" : fmt::format("weights_{}", i),
        numbers.numbers.empty() ? "NULL" : fmt::format("numbers_{}", i));
}

}  // namespace

StepCode StepCode::of(const StreamGraph& stream) {
    constexpr std::size_t most = 127;
    if (stream.ops.size() < most && stream.maps.size() < most) return {};
    return {1 << 15, (1 << 16) - 1, 2};
}

StreamTypes StreamTypes::of(const StreamGraph& stream, const Schedule& schedule) {
    StreamTypes types;
    if (schedule.arena_bytes > 65535) types.offset_bytes = 4;
    for (const StreamMap& map : stream.maps) {
        if (map.height > 255) types.row_bytes = 2;
    }
    for (const StreamOp& op : stream.ops) {
        if (op.rows.stride > 255) types.row_bytes = 2;
    }
    return types;
}

std::string stream_tables(const StreamGraph& stream, const Schedule& schedule,
                          const std::vector<StreamOperation>& operations) {
    std::string text = map_table(stream, schedule) + step_table(stream, schedule);
    std::string rows;
    for (std::size_t i = 0; i < operations.size(); ++i) {
        const StreamOperation& each = operations[i];
        if (!each.weights.empty()) {
            text +=
                fmt::format("static const int8_t weights_{}[] FLASH = {{\n{}}};\n", i, rows_of(each.weights));
        }
        if (!each.numbers.empty()) {
            text += fmt::format("static const int32_t numbers_{}[] FLASH = {{\n{}}};\n", i,
                                rows_of(each.numbers));
        }
        rows += operation_row(stream, schedule, operations, i);
    }
    return text + fmt::format("\nstatic const operation operations[OPS] FLASH = {{\n{}}};\n", rows);
}

}  // namespace nanonas
