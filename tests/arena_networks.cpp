// SPDX-License-Identifier: MIT
// For test_arena.py: writes random networks of the search space, NUMBER.tflite, into a folder and prints a
// line for each: number, architecture, and its arena as nanonas computes it.
//   arena_networks FOLDER COUNT SEED
#include <charconv>
#include <cstdio>
#include <string_view>

#include "base/random.h"
#include "memory/reference_memory.h"
#include "memory/test_graphs.h"
#include "nanonas/lower.h"
#include "nanonas/memory.h"
#include "nanonas/tflite.h"
#include "system/files.h"

namespace nanonas {
namespace {

std::uint32_t number(std::string_view text) {
    std::uint32_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

Architecture random_architecture(std::uint64_t seed, std::uint64_t index) {
    Random random(seed, RandomPurpose::test, index);
    const auto between = [&](int low, int high) {
        return low + static_cast<int>(random.below(static_cast<std::uint32_t>(high - low + 1)));
    };
    Architecture architecture;
    architecture.family = random.below(2) == 0 ? Family::current : Family::prime23;
    const int largest_side = random.below(2) == 0 ? 224 : 48;
    architecture.input = {between(8, largest_side), between(8, largest_side), random.below(2) == 0 ? 1 : 3};
    architecture.classes = between(2, random.below(2) == 0 ? 10 : 100);
    architecture.k = between(1, random.below(2) == 0 ? 8 : 40);
    do {
        architecture.c = between(0, 7);
    } while (!constructible(architecture));
    return architecture;
}

bool write_network(const std::filesystem::path& folder, std::size_t number, std::string_view name,
                   const Graph& graph) {
    const auto arena = arena_bytes(graph, ArenaModel::bits64);
    const auto written = write_atomically(folder / fmt::format("{}.tflite", number), write_tflite(graph));
    if (!arena || !written) {
        fmt::print(stderr, "{}\n", arena ? written.error().message : arena.error().message);
        return false;
    }
    fmt::print("{} {} {}\n", number, name, *arena);
    return true;
}

bool write_architecture(const std::filesystem::path& folder, std::size_t number, const Architecture& a) {
    Graph graph = lower(a);
    set_scales(graph);
    return write_network(
        folder, number,
        fmt::format("{}{}@{}:{}", to_string(a.family), name(a), to_string(a.input), a.classes), graph);
}

bool write_networks(const std::filesystem::path& folder, std::uint32_t count, std::uint64_t seed) {
    std::size_t number = 0;
    while (number < count) {
        if (!write_architecture(folder, number, random_architecture(seed, number))) return false;
        ++number;
    }
    for (const ReferenceMemory& row : reference_memory) {
        const Architecture a{Family::current, row.k, row.c, {row.side, row.side, 3}, row.classes};
        if (!write_architecture(folder, number++, a)) return false;
    }
    for (const TestGraph& test : mlperf_like_graphs()) {
        if (!write_network(folder, number++, test.name, test.graph)) return false;
    }
    return true;
}

}  // namespace
}  // namespace nanonas

int main(int count, char** arguments) {
    if (count != 4) {
        std::fputs("usage: arena_networks FOLDER COUNT SEED\n", stderr);
        return 2;
    }
    const bool written =
        nanonas::write_networks(arguments[1], nanonas::number(arguments[2]), nanonas::number(arguments[3]));
    return written ? 0 : 1;
}
