// SPDX-License-Identifier: MIT
// Against what TensorFlow's converter makes of the same networks (tests/oracles/make_converted_networks.py).
#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>

#include "nanonas/interpreter.h"
#include "nanonas/quantize.h"
#include "nanonas/tflite.h"
#include "system/files.h"

namespace nanonas {
namespace {

constexpr std::uint32_t picture_count = 30;

Architecture architecture(Variant variant) {
    return {variant, 2, 2, {12, 10, 3}, 3};
}

std::vector<std::byte> oracle(Variant variant, std::string_view ending) {
    const auto bytes =
        read_bytes(fmt::format(NANONAS_ORACLES "/converted_{}.{}", to_string(variant), ending));
    return bytes ? *bytes : std::vector<std::byte>{};
}

class Pictures : public PictureSource {
  public:
    explicit Pictures(Variant variant)
        : shape_(architecture(variant).input), bytes_(oracle(variant, "pictures")) {}
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

FloatNetwork network(Variant variant) {
    FloatNetwork result = blank_network(architecture(variant));
    const std::vector<std::byte> bytes = oracle(variant, "weights");
    std::size_t position = 0;
    const auto take = [&](std::vector<float>& values) {
        std::memcpy(values.data(), bytes.data() + position, values.size() * sizeof(float));
        position += values.size() * sizeof(float);
    };
    for (std::size_t i = 0; i < result.convolutions.size(); ++i) {
        BatchNorm& norm = result.norms[i];
        for (auto* values : {&result.convolutions[i].kernel, &result.convolutions[i].bias, &norm.gamma,
                             &norm.beta, &norm.mean, &norm.variance}) {
            take(*values);
        }
    }
    take(result.dense.kernel);
    take(result.dense.bias);
    EXPECT_EQ(position, bytes.size());
    return result;
}

Graph ours(Variant variant) {
    std::vector<std::uint32_t> pictures;
    for (std::uint32_t i = 0; i < picture_count; ++i) pictures.push_back(i);
    auto graph = quantize(network(variant), Pictures(variant), pictures);
    EXPECT_TRUE(graph);
    return graph ? *graph : Graph{};
}

Graph converters(Variant variant) {
    auto graph = read_tflite(oracle(variant, "tflite"), "converted.tflite");
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

class Converter : public testing::TestWithParam<Variant> {};
INSTANTIATE_TEST_SUITE_P(Variants, Converter, testing::Values(Variant::current, Variant::prime23),
                         [](const auto& variant) { return std::string(to_string(variant.param)); });

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
    EXPECT_LE(largest, GetParam() == Variant::current ? 1 : 6);
}

}  // namespace
}  // namespace nanonas
