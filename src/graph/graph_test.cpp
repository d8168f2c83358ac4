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

// An operator of these inputs, by shape, and one output.
std::optional<std::int64_t> macc_of(OperatorCode code, const std::vector<std::vector<int>>& inputs,
                                    std::vector<int> output, OperatorOptions options = {}) {
    Graph graph;
    GraphOperator op{code, 1, {}, {0}, std::move(options), {}};
    graph.tensors.push_back(tensor(std::move(output)));
    for (const std::vector<int>& shape : inputs) {
        op.inputs.push_back(shape.empty() ? -1 : static_cast<int>(graph.tensors.size()));
        if (!shape.empty()) graph.tensors.push_back(tensor(shape));
    }
    graph.operators = {op};
    return macc(graph, op);
}

TEST(Macc, CountsEveryTapThatATransposedConvolutionAddsTo) {
    EXPECT_EQ(macc_of(OperatorCode::transpose_conv, {{4}, {7, 3, 3, 2}, {1, 5, 4, 2}}, {1, 10, 8, 7}),
              5 * 4 * 2 * 9 * 7);
}

TEST(Macc, CountsProductsOfMatrices) {
    EXPECT_EQ(macc_of(OperatorCode::batch_matmul, {{2, 3, 6}, {2, 6, 5}}, {2, 3, 5}, BatchMatmulOptions{}),
              2 * 3 * 5 * 6);
    EXPECT_EQ(macc_of(OperatorCode::batch_matmul, {{2, 6, 3}, {2, 6, 5}}, {2, 3, 5},
                      BatchMatmulOptions{true, false}),
              2 * 3 * 5 * 6);
}

TEST(Macc, CountsTheWeightsOfAnLstmAtEachStep) {
    std::vector<std::vector<int>> inputs(24);
    inputs[0] = {1, 4, 3};
    for (std::size_t gate = 1; gate <= 4; ++gate) {
        inputs[gate] = {5, 3};
        inputs[gate + 4] = {5, 5};
        inputs[gate + 11] = {5};  // biases count as none
    }
    EXPECT_EQ(macc_of(OperatorCode::unidirectional_sequence_lstm, inputs, {1, 4, 5}),
              4 * 4 * (5 * 3 + 5 * 5));
}

TEST(Macc, CountsAnSvdfsFiltersOverTheInputAndOverTime) {
    EXPECT_EQ(macc_of(OperatorCode::svdf, {{1, 10}, {8, 10}, {8, 3}, {4}, {1, 24}}, {1, 4}, SvdfOptions{2}),
              8 * 10 + 8 * 3);
}

TEST(Macc, KnowsWhatItDoesNotCount) {
    EXPECT_EQ(macc_of(static_cast<OperatorCode>(132), {{1, 4, 4, 4, 2}, {3, 3, 3, 2, 5}}, {1, 4, 4, 4, 5}),
              std::nullopt);                                                          // CONV_3D
    EXPECT_EQ(macc_of(static_cast<OperatorCode>(32), {{2}}, {2}), std::nullopt);      // CUSTOM
    EXPECT_EQ(macc_of(static_cast<OperatorCode>(100000), {{2}}, {2}), std::nullopt);  // what nobody knows
    EXPECT_EQ(macc_of(static_cast<OperatorCode>(19), {{2}}, {2}), 0);                 // RELU
    EXPECT_EQ(macc_of(OperatorCode::add, {{2}, {2}}, {2}), 0);
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
