// SPDX-License-Identifier: MIT
#include "nanonas/inspect.h"

#include <gtest/gtest.h>

#include "base/random.h"
#include "memory/test_graphs.h"
#include "nanonas/lower.h"
#include "nanonas/tflite.h"

namespace nanonas {
namespace {

const Architecture architecture{Family::current, 3, 1, {50, 50, 3}, 2};

Inspection inspect_lowered() {
    const Graph graph = lower(architecture);
    return inspect(graph, tflite_bytes(graph));
}

TEST(Inspect, SplitsTheFileIntoWeightsAndTheRest) {
    const Inspection inspection = inspect_lowered();
    constexpr std::int64_t kernels = 3 * 9 * 3 + 6 * 9 * 3 + 2 * 6, biases = 4 * (3 + 6 + 2), axes = 8;
    EXPECT_EQ(inspection.weight_bytes, kernels + biases + axes);
    EXPECT_EQ(inspection.metadata_bytes, inspection.file_bytes - inspection.weight_bytes);
    EXPECT_EQ(inspection.operators[1].weight_bytes, 3 * 9 * 3 + 4 * 3);
}

TEST(Inspect, CountsMaccByOperator) {
    const Inspection inspection = inspect_lowered();
    ASSERT_EQ(inspection.operators.size(), 8u);
    EXPECT_EQ(inspection.operators[1].name, "CONV_2D");
    EXPECT_EQ(inspection.operators[1].macc, 9 * 3 * 3 * 50 * 50);
    EXPECT_EQ(inspection.operators[2].macc, 0);
    EXPECT_EQ(inspection.macc, macc(architecture));
}

TEST(Inspect, TheTimelineHoldsWhatLivesAtEachStep) {
    const Inspection inspection = inspect_lowered();
    ASSERT_TRUE(inspection.arena);
    ASSERT_EQ(inspection.timeline.size(), inspection.operators.size() + 1);
    EXPECT_EQ(inspection.timeline[0].name, "inputs");
    EXPECT_EQ(inspection.timeline[0].live_bytes, 7504);  // 50 x 50 x 3, rounded up to 16
    const ArenaStep& peak = inspection.timeline[static_cast<std::size_t>(inspection.peak_step)];
    EXPECT_EQ(peak.name, "QUANTIZE");
    EXPECT_EQ(peak.live_bytes, 2 * 7504);
    EXPECT_EQ(peak.live_bytes, inspection.arena->head_bytes);
    std::int64_t free_from = 0;
    for (int i : peak.buffers) {
        const ArenaBuffer& buffer = inspection.arena->buffers[static_cast<std::size_t>(i)];
        EXPECT_GE(buffer.offset, free_from) << "buffers come by offset and do not overlap";
        free_from = buffer.offset + buffer.bytes;
    }
}

TEST(Inspect, TensorsKnowTheirLifetimes) {
    const Inspection inspection = inspect_lowered();
    const InspectedOperator& convolution = inspection.operators[1];
    const auto tensor = [&](int index) { return inspection.tensors[static_cast<std::size_t>(index)]; };
    EXPECT_EQ(tensor(convolution.inputs[0]).first_step, 1);
    EXPECT_EQ(tensor(convolution.inputs[0]).last_step, 2);
    EXPECT_EQ(tensor(convolution.outputs[0]).shape, (std::vector{1, 50, 50, 3}));
    EXPECT_FALSE(tensor(convolution.inputs[1]).first_step) << "weights stay in the file";
}

TEST(Inspect, SaysByHowMuchItFitsATarget) {
    const Inspection inspection = inspect_lowered();
    Target target;
    for (ArenaModel model : {ArenaModel::bits64, ArenaModel::bits32}) {
        const Cost need = cost(architecture, {MaccCount::exact, model});
        target.ram_bytes = need.ram_bytes;
        target.flash_bytes = need.flash_bytes + 7;
        EXPECT_TRUE(fit(inspection, target, model)->fits);
        EXPECT_EQ(fit(inspection, target, model)->spare_ram_bytes, 0);
        EXPECT_EQ(fit(inspection, target, model)->spare_flash_bytes, 7);
        EXPECT_FALSE(fit(inspection, target, model)->spare_macc);
        target.ram_bytes = need.ram_bytes - 5;
        EXPECT_FALSE(fit(inspection, target, model)->fits);
        EXPECT_EQ(fit(inspection, target, model)->spare_ram_bytes, -5);
    }
    target.coremark = 1;
    EXPECT_EQ(fit(inspection, target, ArenaModel::bits64)->spare_macc, 10000 - inspection.macc);
}

TEST(Inspect, WithAnUnknownOperatorAllButTheArenaIsThere) {
    Graph graph = lower(architecture);
    graph.operators[2].code = OperatorCode{32};
    graph.operators[2].custom_name = "Mine";
    const Inspection inspection = inspect(graph, 4000);
    EXPECT_FALSE(inspection.arena);
    EXPECT_FALSE(fit(inspection, builtin_targets()[0], ArenaModel::bits64));
    EXPECT_NE(inspection.arena_unknown.find("Mine"), std::string::npos) << inspection.arena_unknown;
    EXPECT_TRUE(inspection.timeline.empty());
    EXPECT_EQ(inspection.macc, macc(architecture));
    EXPECT_EQ(inspection.operators[2].name, "Mine");
}

TEST(Inspect, MaccWithoutAnOperatorIsComparedWithNoTarget) {
    Graph graph = lower(architecture);
    Target target = builtin_targets()[0];
    target.coremark = 1000;
    EXPECT_TRUE(inspect(graph, 4000).uncounted.empty());
    EXPECT_TRUE(fit(inspect(graph, 4000), target, ArenaModel::bits64)->spare_macc);
    for (std::size_t i : {2u, 3u}) {
        graph.operators[i].code = OperatorCode{32};
        graph.operators[i].custom_name = "Mine";
    }
    const Inspection inspection = inspect(graph, 4000);
    EXPECT_EQ(inspection.uncounted, std::vector<std::string>{"Mine"});
    EXPECT_FALSE(inspection.operators[2].macc);
}

TEST(Inspect, AnOfflineMemoryPlanIsFollowed) {
    Graph graph = lower(architecture);
    const std::int64_t free = inspect(graph, 4000).arena->head_bytes;
    graph.arena_offsets.assign(graph.tensors.size(), -1);
    EXPECT_EQ(inspect(graph, 4000).arena->head_bytes, free);
    graph.arena_offsets[static_cast<std::size_t>(graph.inputs[0])] = 100000;
    EXPECT_EQ(inspect(graph, 4000).arena->head_bytes, 100000 + 7504);
    graph.arena_offsets.pop_back();
    EXPECT_EQ(inspect(graph, 4000).arena_unknown,
              fmt::format("The file's offline memory plan has places for {} tensors, not for {}; TensorFlow "
                          "Lite Micro refuses it.",
                          graph.tensors.size() - 1, graph.tensors.size()));
    graph.arena_offsets.push_back(-2);
    EXPECT_FALSE(inspect(graph, 4000).arena);
    graph.arena_offsets.clear();
    graph.compressed = true;
    EXPECT_NE(inspect(graph, 4000).arena_unknown.find("compressed"), std::string::npos);
}

// Bits flipped and ends cut off: what the reader still accepts may be absurd, but is inspected in peace.
TEST(Inspect, DamagedFilesAreNoDanger) {
    constexpr int rounds = 1500;
    std::vector<std::vector<std::byte>> files;
    for (const TestGraph& test : mlperf_like_graphs()) files.push_back(write_tflite(test.graph));
    files.push_back(write_tflite(lower(architecture)));
    Random random(1, RandomPurpose::test);
    int inspected = 0;
    for (int round = 0; round < rounds; ++round) {
        std::vector<std::byte> file = files[random.below(static_cast<std::uint32_t>(files.size()))];
        for (std::uint32_t flips = random.below(4); flips > 0; --flips) {
            // Structure stands at the front and the back, weights between them.
            const auto size = static_cast<std::uint32_t>(std::min<std::size_t>(file.size(), 4000));
            const std::size_t at =
                random.below(2) == 0 ? random.below(size) : file.size() - 1 - random.below(size);
            file[at] ^= std::byte{1} << random.below(8);
        }
        if (random.below(8) == 0) file.resize(random.below(static_cast<std::uint32_t>(file.size())));
        const auto graph = read_tflite(file, "damaged.tflite");
        if (!graph) continue;
        const Inspection inspection = inspect(*graph, std::ssize(file));
        EXPECT_EQ(inspection.arena.has_value(), inspection.arena_unknown.empty());
        ++inspected;
    }
    EXPECT_GT(inspected, rounds / 10);
}

}  // namespace
}  // namespace nanonas
