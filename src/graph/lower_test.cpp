// SPDX-License-Identifier: MIT
#include "nanonas/lower.h"

#include <gtest/gtest.h>

namespace nanonas {
namespace {

std::vector<std::string> operator_names(const Graph& graph) {
    std::vector<std::string> names;
    for (const GraphOperator& op : graph.operators) names.emplace_back(to_string(op.code));
    return names;
}

TEST(Lower, CurrentHasItsBatchNormFolded) {
    EXPECT_EQ(operator_names(lower({Family::current, 3, 1, {50, 50, 3}, 2})),
              (std::vector<std::string>{"QUANTIZE", "CONV_2D", "MAX_POOL_2D", "CONV_2D", "MEAN",
                                        "FULLY_CONNECTED", "SOFTMAX", "QUANTIZE"}));
}

TEST(Lower, Prime23KeepsItsBatchNormBeforeTheConvolution) {
    EXPECT_EQ(operator_names(lower({Family::prime23, 3, 1, {50, 50, 3}, 2})),
              (std::vector<std::string>{"QUANTIZE", "MUL", "ADD", "CONV_2D", "MAX_POOL_2D", "MUL", "ADD",
                                        "CONV_2D", "MEAN", "FULLY_CONNECTED", "SOFTMAX", "QUANTIZE"}));
}

TEST(Lower, MaccIsThatOfTheArchitecture) {
    for (const Family family : families()) {
        for (int k : {1, 3, 6}) {
            for (int c : {0, 1, 4}) {
                const Architecture architecture{family, k, c, {32, 47, 3}, 10};
                EXPECT_EQ(macc(lower(architecture)), macc(architecture));
            }
        }
    }
}

TEST(Lower, SaysWhichLayersAnOperatorStandsFor) {
    const std::vector<Layer> all = layers({Family::current, 3, 1, {50, 50, 3}, 2});
    const LoweredNetwork lowered = lower(all, {50, 50, 3});
    ASSERT_EQ(lowered.origins.size(), lowered.graph.operators.size());
    const auto kinds = [&](std::size_t op) {
        const OperatorOrigin& origin = lowered.origins[op];
        const auto kind = [&](int layer) {
            return layer < 0 ? std::string()
                             : std::string(to_string(all[static_cast<std::size_t>(layer)].kind));
        };
        return kind(origin.parameters) + " > " + kind(origin.output);
    };
    EXPECT_EQ(kinds(0), " > ");                 // QUANTIZE
    EXPECT_EQ(kinds(1), "convolution > ReLU");  // CONV_2D
    EXPECT_EQ(kinds(2), " > ");                 // MAX_POOL_2D keeps its input's scale
    EXPECT_EQ(kinds(4), " > global average");   // MEAN
    EXPECT_EQ(kinds(5), "dense layer > dense layer");
    EXPECT_EQ(lowered.origins[1].parameters, 0);
    EXPECT_EQ(lowered.origins[1].output, 2);
    EXPECT_EQ(lowered.origins[3].parameters, 4);
}

TEST(Lower, ChainsOperatorsFromPixelsToProbabilities) {
    const Graph graph = lower({Family::prime23, 2, 2, {9, 6, 1}, 7});
    int current = graph.inputs.at(0);
    for (const GraphOperator& op : graph.operators) {
        EXPECT_EQ(op.inputs.at(0), current);
        current = op.outputs.at(0);
    }
    EXPECT_EQ(graph.outputs, std::vector{current});
    const auto at = [&](int index) { return graph.tensors[static_cast<std::size_t>(index)]; };
    EXPECT_EQ(at(graph.inputs[0]).shape, (std::vector{1, 9, 6, 1}));
    EXPECT_EQ(at(graph.inputs[0]).type, ElementType::uint8);
    EXPECT_EQ(at(graph.outputs[0]).shape, (std::vector{1, 7}));
    EXPECT_EQ(at(graph.outputs[0]).type, ElementType::uint8);
}

TEST(Lower, KernelsHaveAScaleAChannel) {
    const Graph graph = lower({Family::current, 5, 0, {8, 8, 3}, 2});
    const GraphOperator& convolution = graph.operators.at(1);
    const auto& kernel = graph.tensors[static_cast<std::size_t>(convolution.inputs.at(1))];
    EXPECT_EQ(kernel.shape, (std::vector{5, 3, 3, 3}));
    EXPECT_EQ(kernel.quantization.scale.size(), 5u);
    EXPECT_EQ(kernel.quantization.zero_point.size(), 5u);
    EXPECT_TRUE(kernel.constant);
}

}  // namespace
}  // namespace nanonas
