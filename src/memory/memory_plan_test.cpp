// SPDX-License-Identifier: MIT
#include "memory/memory_plan.h"

#include <gtest/gtest.h>

namespace nanonas::tflm {
namespace {

struct Wanted {
    std::int64_t bytes;
    int first_step, last_step;
};

std::vector<std::int64_t> offsets(const std::vector<Wanted>& wanted, std::int64_t expected_total) {
    std::vector<ArenaBuffer> buffers;
    for (const Wanted& w : wanted) buffers.push_back({-1, w.first_step, w.last_step, w.bytes, 0});
    EXPECT_EQ(plan_offsets(buffers), expected_total);
    std::vector<std::int64_t> result;
    for (const ArenaBuffer& buffer : buffers) result.push_back(buffer.offset);
    return result;
}

TEST(MemoryPlan, BuffersThatNeverMeetShareTheirPlace) {
    EXPECT_EQ(offsets({{160, 0, 1}, {96, 2, 3}}, 160), (std::vector<std::int64_t>{0, 0}));
}

TEST(MemoryPlan, OfEqualBuffersTheLastComesFirst) {
    EXPECT_EQ(offsets({{64, 0, 1}, {64, 1, 2}}, 128), (std::vector<std::int64_t>{64, 0}));
}

TEST(MemoryPlan, ASmallBufferTakesTheFirstGapThatHoldsIt) {
    // The second and third lie behind the first at steps 1 and 3; what lives through steps 2 and 3 fits below
    // the third, where the second is gone.
    EXPECT_EQ(offsets({{320, 0, 1}, {160, 1, 2}, {128, 2, 3}, {96, 3, 4}}, 480),
              (std::vector<std::int64_t>{0, 320, 0, 128}));
}

TEST(MemoryPlan, TensorsWithAPlaceLieThereAndTheRestAround) {
    std::vector<ArenaBuffer> buffers{{0, 0, 1, 64, 0}, {1, 0, 1, 96, 0}, {2, 0, 1, 32, 0}, {-1, 1, 1, 16, 0}};
    EXPECT_EQ(plan_offsets(buffers, {-1, 48, 0}), 208);
    EXPECT_EQ(buffers[1].offset, 48);
    EXPECT_EQ(buffers[2].offset, 0);
    EXPECT_EQ(buffers[0].offset, 144) << "behind all that lives then, since no gap holds it";
    EXPECT_EQ(buffers[3].offset, 32) << "a scratch buffer has no place of its own";
}

TEST(MemoryPlan, NothingIsNothing) {
    EXPECT_EQ(offsets({}, 0), std::vector<std::int64_t>{});
}

TEST(MemoryPlan, LifetimesReachFromTheWriterToTheLastReader) {
    Graph graph;
    const auto add = [&](std::vector<int> shape, bool constant = false) {
        GraphTensor tensor;
        tensor.type = ElementType::int8;
        tensor.shape = std::move(shape);
        tensor.constant = constant;
        graph.tensors.push_back(tensor);
    };
    add({1, 20});     // the input, read by operators 0 and 2
    add({20}, true);  // a constant has no place in the arena
    add({1, 17});     // written by 0, read by 1
    add({1, 16});     // written by 1, read by 2
    add({1, 1});      // the output
    add({1, 0});      // without elements
    graph.operators = {{OperatorCode::add, 1, {0, 1}, {2}, {}, ""},
                       {OperatorCode::softmax, 1, {2, -1}, {3}, {}, ""},
                       {OperatorCode::add, 1, {3, 0}, {4}, {}, ""}};
    graph.inputs = {0};
    graph.outputs = {4};
    const std::vector<ArenaBuffer> buffers = buffers_to_plan(graph, {{1, 5}});
    ASSERT_EQ(buffers.size(), 5u);
    const auto expect = [&](std::size_t i, int tensor, int first_step, int last_step, std::int64_t bytes) {
        EXPECT_EQ(buffers[i].tensor, tensor);
        EXPECT_EQ(buffers[i].first_step, first_step) << tensor;
        EXPECT_EQ(buffers[i].last_step, last_step) << tensor;
        EXPECT_EQ(buffers[i].bytes, bytes) << tensor;
    };
    expect(0, 0, 0, 3, 32);
    expect(1, 2, 1, 2, 32);
    expect(2, 3, 2, 3, 16);
    expect(3, 4, 3, 3, 16);
    expect(4, -1, 2, 2, 16);
}

}  // namespace
}  // namespace nanonas::tflm
