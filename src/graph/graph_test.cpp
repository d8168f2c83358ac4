// SPDX-License-Identifier: MIT
#include "nanonas/graph.h"

#include <gtest/gtest.h>

#include <limits>

namespace nanonas {
namespace {

GraphTensor tensor(std::vector<int> shape, ElementType type = ElementType::int8) {
    GraphTensor result;
    result.type = type;
    result.shape = std::move(shape);
    return result;
}

Graph one_operator(OperatorCode code, std::vector<int> weights, std::vector<int> output) {
    Graph graph;
    graph.tensors = {tensor({1, 4, 4, 2}), tensor(std::move(weights)), tensor(std::move(output))};
    graph.operators.push_back({code, 1, {0, 1}, {2}, NoOptions{}, ""});
    return graph;
}

TEST(GraphTensor, ScalarsHaveOneElement) {
    EXPECT_EQ(tensor({}, ElementType::int32).bytes(), 4);
    EXPECT_EQ(tensor({1, 50, 50, 3}).bytes(), 7500);
    EXPECT_EQ(tensor({3, 0}).elements(), 0);
}

TEST(GraphTensor, AbsurdShapesSaturate) {
    const int large = std::numeric_limits<int>::max();
    EXPECT_EQ(tensor({large, large, large}, ElementType::float64).bytes(),
              std::numeric_limits<std::int64_t>::max());
}

TEST(OperatorCode, HasTheNameOfTheSchema) {
    EXPECT_EQ(to_string(OperatorCode::conv_2d), "CONV_2D");
    EXPECT_EQ(to_string(OperatorCode::mean), "MEAN");
    EXPECT_EQ(to_string(OperatorCode::quantize), "QUANTIZE");
    EXPECT_EQ(to_string(static_cast<OperatorCode>(117)), "HARD_SWISH");
    EXPECT_EQ(to_string(static_cast<OperatorCode>(100000)), "");
    EXPECT_EQ(to_string(static_cast<OperatorCode>(-1)), "");
}

TEST(Macc, CountsEveryTapOfAConvolution) {
    EXPECT_EQ(macc(one_operator(OperatorCode::conv_2d, {5, 3, 3, 2}, {1, 4, 4, 5})), 16 * 5 * 9 * 2);
    EXPECT_EQ(macc(one_operator(OperatorCode::depthwise_conv_2d, {1, 3, 3, 2}, {1, 4, 4, 2})), 16 * 2 * 9);
    EXPECT_EQ(macc(one_operator(OperatorCode::fully_connected, {7, 32}, {1, 7})), 7 * 32);
    EXPECT_EQ(macc(one_operator(OperatorCode::add, {2}, {1, 4, 4, 2})), 0);
}

TEST(Macc, ToleratesOperatorsWithoutTheirTensors) {
    Graph graph = one_operator(OperatorCode::conv_2d, {5, 3, 3, 2}, {1, 4, 4, 5});
    graph.operators[0].inputs = {0, -1};
    EXPECT_EQ(macc(graph), 0);
    graph.operators[0].inputs = {0, 17};
    EXPECT_EQ(macc(graph), 0);
    graph.operators[0].outputs.clear();
    EXPECT_EQ(macc(graph), 0);
}

}  // namespace
}  // namespace nanonas
