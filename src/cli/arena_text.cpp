// SPDX-License-Identifier: MIT
#include "cli/arena_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/table.h"

namespace nanonas::cli {
namespace {

constexpr std::int64_t bar_width = 60;

// a to z, A to Z, and around again.
char letter(int buffer) {
    constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    return letters[static_cast<std::size_t>(buffer) % letters.size()];
}

// The head from left to right: each buffer that lives at `step` as a run of its letter.
std::string bar(const TensorArena& arena, const ArenaStep& step) {
    std::string text(bar_width, '.');
    for (int i : step.buffers) {
        const ArenaBuffer& buffer = arena.buffers[static_cast<std::size_t>(i)];
        const std::int64_t first = buffer.offset * bar_width / arena.head_bytes;
        const std::int64_t end = (buffer.offset + buffer.bytes) * bar_width / arena.head_bytes;
        const std::int64_t width = std::max<std::int64_t>(1, end - first);
        text.replace(static_cast<std::size_t>(first), static_cast<std::size_t>(width),
                     static_cast<std::size_t>(width), letter(i));
    }
    return text;
}

std::string timeline_text(const Inspection& inspection) {
    Table table;
    table.row({"step", "operator", fmt::format("{:<{}}", "head of the arena", bar_width), "live bytes"});
    int number = 0;
    for (const ArenaStep& step : inspection.timeline) {
        table.row(
            {fmt::format("{}", number), step.name, bar(*inspection.arena, step), grouped(step.live_bytes)});
        ++number;
    }
    return table.text();
}

std::string peak_text(const Inspection& inspection) {
    const ArenaStep& peak = inspection.timeline[static_cast<std::size_t>(inspection.peak_step)];
    Table table;
    table.row({"", "tensor", "shape", "steps", "bytes", "offset"});
    for (int i : peak.buffers) {
        const ArenaBuffer& buffer = inspection.arena->buffers[static_cast<std::size_t>(i)];
        const bool scratch = buffer.tensor < 0;
        const std::string shape =
            scratch ? "scratch" : tensor_text(inspection.tensors[static_cast<std::size_t>(buffer.tensor)]);
        table.row({std::string(1, letter(i)), scratch ? "-" : fmt::format("{}", buffer.tensor), shape,
                   fmt::format("{} to {}", buffer.first_step, buffer.last_step), grouped(buffer.bytes),
                   grouped(buffer.offset)});
    }
    return fmt::format("Most live together at step {}, {}:\n{}", inspection.peak_step, peak.name,
                       table.text());
}

std::string tail_text(const Inspection& inspection) {
    Table table;
    table.row({"tail of the arena", "64 bit", "32 bit"});
    for (int part = 0; part < tail_parts; ++part) {
        const auto index = static_cast<std::size_t>(part);
        const std::int64_t host = inspection.arena->tail_part_bytes[index];
        const std::int64_t device = inspection.arena_32bit->tail_part_bytes[index];
        if (host == 0 && device == 0) continue;
        table.row({std::string(to_string(static_cast<TailPart>(part))), grouped(host), grouped(device)});
    }
    table.row(
        {"together", grouped(inspection.arena->tail_bytes), grouped(inspection.arena_32bit->tail_bytes)});
    return table.text();
}

}  // namespace

std::string tensor_text(const InspectedTensor& tensor) {
    return fmt::format("{} {}", to_string(tensor.type), fmt::join(tensor.shape, "x"));
}

std::string arena_text(const Inspection& inspection) {
    const std::string head = inspection.arena->head_bytes > 0
                                 ? timeline_text(inspection) + "\n" + peak_text(inspection) + "\n"
                                 : std::string();
    return head + tail_text(inspection);
}

}  // namespace nanonas::cli
