// SPDX-License-Identifier: MIT
// Operators whose result is plain to see; tests/test_tflite_oracles.py and the fuzz of random graphs compare
// all of them with the tflite-micro wheel.
#include "nanonas/interpreter.h"

#include <gtest/gtest.h>

#include <cstring>

namespace nanonas {
namespace {

GraphTensor map_of(std::vector<int> shape, std::int64_t zero_point = 0) {
    GraphTensor tensor;
    tensor.type = ElementType::int8;
    tensor.shape = std::move(shape);
    tensor.quantization = {{0.5f}, {zero_point}};
    return tensor;
}

GraphTensor constant_of(std::vector<int> shape, const std::vector<std::int32_t>& values) {
    GraphTensor tensor;
    tensor.type = ElementType::int32;
    tensor.shape = std::move(shape);
    tensor.constant = true;
    tensor.data.resize(values.size() * sizeof(std::int32_t));
    std::memcpy(tensor.data.data(), values.data(), tensor.data.size());
    return tensor;
}

std::vector<int> run(const Graph& graph, const std::vector<int>& input) {
    auto interpreter = Interpreter::create(graph);
    if (!interpreter) {
        ADD_FAILURE() << interpreter.error().message;
        return {};
    }
    std::vector<std::uint8_t> in;
    for (const int value : input) in.push_back(static_cast<std::uint8_t>(value));
    std::vector<std::uint8_t> out(
        static_cast<std::size_t>(graph.tensors[static_cast<std::size_t>(graph.outputs[0])].elements()));
    interpreter->run(in, out);
    std::vector<int> values;
    for (const std::uint8_t byte : out) values.push_back(static_cast<std::int8_t>(byte));
    return values;
}

Graph padded(std::int64_t zero_point_of_output) {
    return {{map_of({1, 1, 2, 1}, -7), constant_of({4, 2}, {0, 0, 1, 0, 0, 1, 0, 1}),
             map_of({1, 2, 3, 2}, zero_point_of_output)},
            {{OperatorCode::pad, 2, {0, 1}, {2}, {}, {}}},
            {0},
            {2}};
}

Graph concatenated(int axis, std::vector<int> shape) {
    return {{map_of({1, 2, 1, 2}), map_of(std::move(shape))},
            {{OperatorCode::concatenation, 2, {0, 0}, {1}, ConcatenationOptions{axis}, {}}},
            {0},
            {1}};
}

TEST(Interpreter, SurroundsAMapWithItsZeroPoint) {
    EXPECT_EQ(run(padded(-7), {1, 2}), (std::vector<int>{-7, -7, -7, -7, -7, -7, 1, -7, 2, -7, -7, -7}));
}

TEST(Interpreter, RefusesAPadThatWouldRequantize) {
    const auto refused = Interpreter::create(padded(-6));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().message,
              "Operator 0 (PAD) can't be run: its input and output must be quantised alike.");
}

TEST(Interpreter, PutsMapsBesideEachOtherAlongAnyAxis) {
    EXPECT_EQ(run(concatenated(3, {1, 2, 1, 4}), {1, 2, 3, 4}), (std::vector<int>{1, 2, 1, 2, 3, 4, 3, 4}));
    EXPECT_EQ(run(concatenated(-3, {1, 4, 1, 2}), {1, 2, 3, 4}), (std::vector<int>{1, 2, 3, 4, 1, 2, 3, 4}));
}

TEST(Interpreter, RefusesAConcatenationOfTheWrongSize) {
    const auto refused = Interpreter::create(concatenated(3, {1, 2, 1, 5}));
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().message.find("CONCATENATION"), std::string::npos);
}

}  // namespace
}  // namespace nanonas
