// SPDX-License-Identifier: MIT
#include "nanonas/tensor_arena.h"

#include <gtest/gtest.h>

#include <numeric>

#include "memory/test_graphs.h"
#include "memory/wheel_arenas.h"
#include "nanonas/lower.h"
#include "nanonas/memory.h"

namespace nanonas {
namespace {

// The published networks have one MUL more, which divides pixels by 255.
Graph published(int k, int c, InputShape input, int classes) {
    Graph graph = lower({Family::prime23, k, c, input, classes});
    GraphOperator rescaling = graph.operators[1];
    const int quantized = rescaling.inputs[0], factor = quantized + 1, rescaled = quantized + 2;
    const auto make_room = [&](std::vector<int>& indices) {
        for (int& index : indices) index += index > quantized ? 2 : 0;
    };
    for (GraphOperator& op : graph.operators) {
        make_room(op.inputs);
        make_room(op.outputs);
    }
    make_room(graph.outputs);
    const GraphTensor picture = graph.tensors[static_cast<std::size_t>(quantized)];
    GraphTensor scalar = picture;
    scalar.shape = {};
    scalar.constant = true;
    graph.tensors.insert(graph.tensors.begin() + factor, {scalar, picture});
    rescaling.inputs = {quantized, factor};
    rescaling.outputs = {rescaled};
    graph.operators[1].inputs[0] = rescaled;
    graph.operators.insert(graph.operators.begin() + 1, rescaling);
    return graph;
}

TEST(TensorArena, IsTheSmallestThatTheWheelWorksWith) {
    for (const WheelArena& row : wheel_arenas) {
        EXPECT_EQ(arena_bytes(lower(row.architecture), ArenaModel::bits64).value(), row.arena_bytes)
            << to_string(row.architecture.family) << name(row.architecture) << " "
            << to_string(row.architecture.input);
    }
}

TEST(TensorArena, CoversTheOperatorsOfMlperfTiny) {
    for (const TestGraph& test : mlperf_like_graphs()) {
        EXPECT_EQ(arena_bytes(test.graph, ArenaModel::bits64).value(), test.wheel_arena_bytes) << test.name;
    }
}

// Of three published files: the wheel's smallest arena, and what arena_used_bytes() reported on a Cortex-M0+
// with the reference kernels of August 2026.
TEST(TensorArena, PublishedNetworksTakeWhatWasMeasured) {
    struct Row {
        int k, c;
        InputShape input;
        int classes;
        std::int64_t wheel, cortex_m;
    };
    for (const Row& row : {Row{3, 3, {50, 50, 3}, 2, 19888, 18068}, Row{7, 4, {50, 50, 3}, 2, 31216, 29156},
                           Row{6, 4, {32, 32, 3}, 10, 15296, 13236}}) {
        const Graph graph = published(row.k, row.c, row.input, row.classes);
        EXPECT_EQ(arena_bytes(graph, ArenaModel::bits64).value(), row.wheel) << row.k << " " << row.c;
        EXPECT_EQ(arena_bytes(graph, ArenaModel::bits32).value(), row.cortex_m) << row.k << " " << row.c;
    }
}

TEST(TensorArena, PartsAddUpToTheTail) {
    for (ArenaModel model : {ArenaModel::bits64, ArenaModel::bits32}) {
        const TensorArena arena = tensor_arena(lower({Family::prime23, 3, 2, {50, 50, 3}, 2}), model).value();
        EXPECT_EQ(
            std::accumulate(arena.tail_part_bytes.begin(), arena.tail_part_bytes.end(), std::int64_t{0}),
            arena.tail_bytes);
        EXPECT_GE(arena.smallest_bytes, arena.head_bytes + arena.tail_bytes);
    }
}

TEST(TensorArena, ATinyNetworkNeedsMoreToBePreparedThanToRun) {
    const TensorArena arena =
        tensor_arena(lower({Family::current, 1, 0, {8, 8, 1}, 2}), ArenaModel::bits32).value();
    EXPECT_GT(arena.smallest_bytes, arena.used_bytes + 15);
    EXPECT_EQ(arena.bytes, arena.smallest_bytes);
}

TEST(TensorArena, AnUnknownOperatorIsNamed) {
    Graph graph = lower({Family::current, 1, 0, {8, 8, 1}, 2});
    graph.operators[1].code = OperatorCode{777};
    const auto arena = tensor_arena(graph, ArenaModel::bits64);
    ASSERT_FALSE(arena);
    EXPECT_NE(arena.error().message.find("operator 777"), std::string::npos) << arena.error().message;
}

TEST(TensorArena, OperatorsThatTflmRefusesAreNamed) {
    const auto refusal = [](std::size_t input, ElementType type) {
        Graph hybrid = lower({Family::current, 1, 0, {8, 8, 1}, 2});
        hybrid.tensors[static_cast<std::size_t>(hybrid.operators[1].inputs[input])].type = type;
        return tensor_arena(hybrid, ArenaModel::bits64).error().message;
    };
    EXPECT_EQ(refusal(0, ElementType::float32),
              "TensorFlow Lite Micro has no QUANTIZE from uint8 to float32.");
    EXPECT_EQ(refusal(1, ElementType::float32),
              "TensorFlow Lite Micro has no CONV_2D of int8 with weights of float32.");
}

TEST(TensorArena, AKernelWithScalesAndNoZeroPointIsRefused) {
    Graph graph = lower({Family::current, 1, 0, {8, 8, 1}, 2});
    graph.tensors[static_cast<std::size_t>(graph.operators[1].inputs[1])].quantization.zero_point.clear();
    EXPECT_EQ(tensor_arena(graph, ArenaModel::bits64).error().message,
              "TensorFlow Lite Micro has no CONV_2D of int8 whose kernel has no scale with a zero point.");
}

TEST(TensorArena, AnInconsistentGraphIsAnError) {
    const Graph sound = lower({Family::current, 1, 0, {8, 8, 1}, 2});
    ASSERT_TRUE(tensor_arena(sound, ArenaModel::bits64));
    const std::string unconnected = " lacks an input or output, or names a tensor that does not exist.";
    const std::string unplaced = " is none that TensorFlow Lite Micro can place.";
    const std::string port = ", which does not exist.";
    const auto expect_error = [&](const std::string& end, auto&& change) {
        Graph graph = sound;
        change(graph);
        const auto arena = tensor_arena(graph, ArenaModel::bits64);
        ASSERT_FALSE(arena) << end;
        EXPECT_TRUE(arena.error().message.ends_with(end)) << arena.error().message;
    };
    expect_error(unconnected, [](Graph& g) { g.operators[1].inputs[1] = 1000; });
    expect_error(unconnected, [](Graph& g) { g.operators[1].inputs[1] = -1; });
    expect_error(unconnected, [](Graph& g) { g.operators[1].inputs[2] = -2; });
    expect_error(unconnected, [](Graph& g) { g.operators[1].inputs.resize(1); });
    expect_error(unconnected, [](Graph& g) { g.operators[1].outputs.clear(); });
    expect_error(port, [](Graph& g) { g.inputs = {-1}; });
    expect_error(port, [](Graph& g) { g.outputs = {1000}; });
    expect_error(unplaced, [](Graph& g) { g.tensors[0].shape = {1, -8, 8, 1}; });
    expect_error(unplaced, [](Graph& g) { g.tensors[0].shape = {1, 1 << 20, 1 << 20, 3}; });
    expect_error(unplaced, [](Graph& g) { g.tensors[0].type = ElementType::string; });
    expect_error(" whose kernel has 1 dimensions.",
                 [](Graph& g) { g.tensors[static_cast<std::size_t>(g.operators[1].inputs[1])].shape = {9}; });
}

}  // namespace
}  // namespace nanonas
