// SPDX-License-Identifier: MIT
// Against what TensorFlow's converter makes of the same networks (tests/oracles/make_converted_networks.py).
#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>

#include "base/test_files.h"
#include "nanonas/interpreter.h"
#include "nanonas/quantize.h"
#include "nanonas/tflite.h"

namespace nanonas {
namespace {

constexpr std::uint32_t picture_count = 30;

Architecture architecture(Family family) {
    return {family, 2, 2, {12, 10, 3}, 3};
}

std::vector<std::byte> oracle(Family family, std::string_view ending) {
    return test_file(fmt::format(NANONAS_ORACLES "/converted_{}.{}", to_string(family), ending));
}

class Pictures : public PictureSource {
  public:
    explicit Pictures(Family family)
        : shape_(architecture(family).input), bytes_(oracle(family, "pictures")) {}
    InputShape shape() const override { return shape_; }
    std::uint32_t size() const override { return picture_count; }
    int label(std::uint32_t) const override { return 0; }
    Result<void> read(std::uint32_t picture, std::span<std::uint8_t> out) const override {
        std::memcpy(out.data(), bytes_.data() + picture * out.size(), out.size());
        return {};
    }

  private:
    InputShape shape_;
    std::vector<std::byte> bytes_;
};

FloatNetwork network(Family family) {
    FloatNetwork result = blank_network(architecture(family));
    const std::vector<std::byte> bytes = oracle(family, "weights");
    std::size_t position = 0;
    const auto take = [&](std::vector<float>& values) {
        std::memcpy(values.data(), bytes.data() + position, values.size() * sizeof(float));
        position += values.size() * sizeof(float);
    };
    const std::vector<Weights*> convolutions = result.convolutions();
    const std::vector<BatchNorm*> norms = result.norms();
    for (std::size_t i = 0; i < convolutions.size(); ++i) {
        BatchNorm& norm = *norms[i];
        for (auto* values : {&convolutions[i]->kernel, &convolutions[i]->bias, &norm.gamma, &norm.beta,
                             &norm.mean, &norm.variance}) {
            take(*values);
        }
    }
    take(result.dense().kernel);
    take(result.dense().bias);
    EXPECT_EQ(position, bytes.size());
    return result;
}

Graph ours(Family family) {
    std::vector<std::uint32_t> pictures;
    for (std::uint32_t i = 0; i < picture_count; ++i) pictures.push_back(i);
    auto graph = quantize(network(family), Pictures(family), pictures);
    EXPECT_TRUE(graph);
    return graph ? *graph : Graph{};
}

Graph converters(Family family) {
    auto graph = read_tflite(oracle(family, "tflite"), "converted.tflite");
    EXPECT_TRUE(graph);
    return graph ? *graph : Graph{};
}

std::vector<GraphOperator> operators_of(const Graph& graph, OperatorCode code) {
    std::vector<GraphOperator> result;
    std::ranges::copy_if(graph.operators, std::back_inserter(result),
                         [&](const GraphOperator& op) { return op.code == code; });
    return result;
}

const GraphTensor& tensor(const Graph& graph, int index) {
    return graph.tensors[static_cast<std::size_t>(index)];
}

void expect_like(const Graph& graph, int index, const Graph& other_graph, int other_index) {
    const GraphTensor &own = tensor(graph, index), &other = tensor(other_graph, other_index);
    EXPECT_EQ(own.quantization.zero_point, other.quantization.zero_point) << own.name;
    ASSERT_EQ(own.quantization.scale.size(), other.quantization.scale.size()) << own.name;
    for (std::size_t i = 0; i < own.quantization.scale.size(); ++i) {
        EXPECT_NEAR(own.quantization.scale[i] / other.quantization.scale[i], 1, 1e-5) << own.name;
    }
    ASSERT_EQ(own.data.size(), other.data.size()) << own.name;
    if (own.type != ElementType::int8) return;
    for (std::size_t i = 0; i < own.data.size(); ++i) {
        EXPECT_NEAR(static_cast<std::int8_t>(own.data[i]), static_cast<std::int8_t>(other.data[i]), 1)
            << own.name;
    }
}

class Converter : public testing::TestWithParam<Family> {};
INSTANTIATE_TEST_SUITE_P(Variants, Converter, testing::Values(Family::current, Family::prime23),
                         [](const auto& family) { return std::string(to_string(family.param)); });

TEST_P(Converter, ChoosesTheSameScalesAndWeights) {
    const Graph own = ours(GetParam()), other = converters(GetParam());
    for (OperatorCode code : {OperatorCode::conv_2d, OperatorCode::mean, OperatorCode::fully_connected}) {
        const auto operators = operators_of(own, code), others = operators_of(other, code);
        ASSERT_EQ(operators.size(), others.size());
        for (std::size_t i = 0; i < operators.size(); ++i) {
            expect_like(own, operators[i].inputs[1], other, others[i].inputs[1]);
            expect_like(own, operators[i].outputs[0], other, others[i].outputs[0]);
        }
    }
}

TEST_P(Converter, GivesNearlyTheSameProbabilities) {
    auto own = Interpreter::create(ours(GetParam())), other = Interpreter::create(converters(GetParam()));
    ASSERT_TRUE(own && other);
    const Pictures pictures(GetParam());
    std::vector<std::uint8_t> pixels(360), out(3), expected(3);
    int largest = 0;
    for (std::uint32_t picture = 0; picture < picture_count; ++picture) {
        ASSERT_TRUE(pictures.read(picture, pixels));
        own->run(pixels, out);
        other->run(pixels, expected);
        for (std::size_t i = 0; i < 3; ++i) largest = std::max(largest, std::abs(out[i] - expected[i]));
    }
    EXPECT_LE(largest, GetParam() == Family::current ? 1 : 6);
}

}  // namespace
}  // namespace nanonas
