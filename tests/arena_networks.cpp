// SPDX-License-Identifier: MIT
// For test_arena.py: writes random networks of the search space, NUMBER.tflite, into a folder and prints a
// line for each: number, architecture, and its arena as nanonas computes it.
//   arena_networks FOLDER COUNT SEED
#include <charconv>
#include <cstdio>
#include <string_view>

#include "base/files.h"
#include "base/random.h"
#include "nanonas/memory.h"
#include "nanonas/tflite.h"

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
    architecture.variant = random.below(2) == 0 ? Variant::current : Variant::prime23;
    const int largest_side = random.below(2) == 0 ? 224 : 48;
    architecture.input = {between(8, largest_side), between(8, largest_side), random.below(2) == 0 ? 1 : 3};
    architecture.classes = between(2, random.below(2) == 0 ? 10 : 100);
    architecture.k = between(1, random.below(2) == 0 ? 8 : 40);
    do {
        architecture.c = between(0, 7);
    } while (!constructible(architecture));
    return architecture;
}

// Scales with which the interpreter accepts the graph, whatever it would compute: softmax wants 1/256, a bias
// the product of its input's and its kernel's.
void set_scales(Graph& graph) {
    constexpr float activation = 1.0f / 256;
    for (GraphTensor& tensor : graph.tensors) {
        const bool bias = tensor.constant && tensor.type == ElementType::int32;
        for (float& scale : tensor.quantization.scale) scale = bias ? activation * activation : activation;
        for (std::int64_t& zero : tensor.quantization.zero_point) {
            zero = tensor.type == ElementType::int8 && !tensor.constant ? -128 : 0;
        }
    }
}

int write_networks(const std::filesystem::path& folder, std::uint32_t count, std::uint64_t seed) {
    for (std::uint32_t i = 0; i < count; ++i) {
        const Architecture architecture = random_architecture(seed, i);
        Graph graph = lower(architecture);
        set_scales(graph);
        const auto arena = arena_bytes(graph, ArenaModel::bits64);
        const auto written = write_atomically(folder / fmt::format("{}.tflite", i), write_tflite(graph));
        if (!arena || !written) {
            fmt::print(stderr, "{}\n", arena ? written.error().message : arena.error().message);
            return 1;
        }
        fmt::print("{} {}{}@{}:{} {}\n", i, to_string(architecture.variant), name(architecture),
                   to_string(architecture.input), architecture.classes, *arena);
    }
    return 0;
}

}  // namespace
}  // namespace nanonas

int main(int count, char** arguments) {
    if (count != 4) {
        std::fputs("usage: arena_networks FOLDER COUNT SEED\n", stderr);
        return 2;
    }
    return nanonas::write_networks(arguments[1], nanonas::number(arguments[2]),
                                   nanonas::number(arguments[3]));
}
