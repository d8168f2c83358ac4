// SPDX-License-Identifier: MIT
#include "codegen/byte_maps.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "nanonas/lower.h"

namespace nanonas {
namespace {

ByteMap rounded(double slope, double offset) {
    ByteMap map;
    for (std::size_t u = 0; u < map.size(); ++u) {
        map[u] = static_cast<std::uint8_t>(
            std::clamp(std::floor(slope * static_cast<double>(u) + offset), 0.0, 255.0));
    }
    return map;
}

ByteMap drawn(const Line& line, int shift) {
    ByteMap map;
    for (std::size_t u = 0; u < map.size(); ++u) {
        const std::int64_t value =
            (std::int64_t{line.slope} * static_cast<std::int64_t>(u) + line.offset) >> shift;
        map[u] = static_cast<std::uint8_t>(std::clamp<std::int64_t>(value, 0, 255));
    }
    return map;
}

TEST(ByteMaps, LinesGiveEveryByteOfWhatIsOne) {
    for (const double slope : {0.0, 0.013, 0.5, 1.0, 1.37, 9.2, -0.3, -2.7}) {
        for (const double offset : {-300.3, -3.7, 0.1, 0.6, 77.7, 255.1, 400.1}) {
            const ByteMap map = rounded(slope, offset);
            const auto line = line_through(map, 18);
            ASSERT_TRUE(line) << slope << " " << offset;
            EXPECT_EQ(drawn(*line, 18), map) << slope << " " << offset;
        }
    }
}

TEST(ByteMaps, NoLineIsFoundThroughWhatIsNone) {
    ByteMap map = rounded(0.7, 10.0);
    map[100] = static_cast<std::uint8_t>(map[100] + 1);
    EXPECT_FALSE(line_through(map, 18));
}

TEST(ByteMaps, OperatorsWithoutChannelsOrInputsHaveNone) {
    Graph graph = lower({Family::prime23, 3, 1, {8, 8, 3}, 2});
    const auto first_add = std::ranges::find(graph.operators, OperatorCode::add, &GraphOperator::code);
    ASSERT_NE(first_add, graph.operators.end());
    GraphOperator op = *first_add;
    op.inputs[1] = -1;
    EXPECT_FALSE(byte_maps(graph, op));
    graph.tensors[static_cast<std::size_t>(first_add->inputs[0])].shape.clear();
    EXPECT_FALSE(byte_maps(graph, *first_add));
}

TEST(ByteMaps, ComposingRunsOneAfterTheOther) {
    const ByteMap first = rounded(0.5, 0.0), second = rounded(2.0, 1.0);
    EXPECT_EQ(compose(first, second)[9], 9);
}

}  // namespace
}  // namespace nanonas
