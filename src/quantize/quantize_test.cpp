// SPDX-License-Identifier: MIT
#include "nanonas/quantize.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/random.h"
#include "base/test_memory.h"
#include "nanonas/interpreter.h"
#include "nanonas/lower.h"
#include "nanonas/reference_network.h"

namespace nanonas {
namespace {

class NoisePictures : public PictureSource {
  public:
    explicit NoisePictures(InputShape shape) : shape_(shape) {}
    InputShape shape() const override { return shape_; }
    std::uint32_t size() const override { return 20; }
    int label(std::uint32_t) const override { return 0; }
    Result<void> read(std::uint32_t picture, std::span<std::uint8_t> out) const override {
        Random random(7, RandomPurpose::test, picture);
        const std::uint32_t brightness = 1 + random.below(256);
        for (std::uint8_t& pixel : out) pixel = static_cast<std::uint8_t>(random.below(brightness));
        return {};
    }

  private:
    InputShape shape_;
};

FloatNetwork random_network(const Architecture& architecture, std::uint64_t seed) {
    Random random(seed, RandomPurpose::test);
    FloatNetwork network = blank_network(architecture);
    const auto fill = [&](std::vector<float>& values, float low, float high) {
        for (float& value : values) value = random.uniform(low, high);
    };
    const std::vector<Weights*> convolutions = network.convolutions();
    const std::vector<BatchNorm*> norms = network.norms();
    for (std::size_t i = 0; i < norms.size(); ++i) {
        fill(convolutions[i]->kernel, -0.5f, 0.5f);
        fill(convolutions[i]->bias, -0.5f, 0.5f);
        const bool pixels = i == 0 && pixel_divisor(architecture.family) == 1;
        fill(norms[i]->gamma, 0.5f, 1.5f);
        fill(norms[i]->beta, -0.2f, 0.5f);
        fill(norms[i]->mean, -0.3f, 0.3f);
        fill(norms[i]->variance, pixels ? 10000.0f : 0.5f, pixels ? 40000.0f : 2.0f);
    }
    fill(network.dense().kernel, -1, 1);
    fill(network.dense().bias, -0.3f, 0.3f);
    return network;
}

// Class probabilities of the float network, with no BatchNorm folded.
std::vector<double> probabilities(const FloatNetwork& network, std::span<const std::uint8_t> pixels) {
    std::vector<double> result;
    double total = 0;
    for (const float score : ReferenceNetwork(unfolded(network)).run(pixels)) {
        result.push_back(std::exp(double{score}));
        total += result.back();
    }
    for (double& value : result) value /= total;
    return result;
}

class Quantize : public testing::TestWithParam<Family> {};
INSTANTIATE_TEST_SUITE_P(OfEveryFamily, Quantize, testing::ValuesIn(families()),
                         [](const auto& family) { return std::string(to_string(family.param)); });

TEST_P(Quantize, KeepsProbabilitiesNearThoseOfTheFloatNetwork) {
    const Architecture architecture{GetParam(), 4, 2, {21, 18, 3}, 3};
    const FloatNetwork network = random_network(architecture, 3);
    const NoisePictures pictures(architecture.input);
    const std::vector<std::uint32_t> calibration{0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
    const auto graph = quantize(network, pictures, calibration);
    ASSERT_TRUE(graph) << graph.error().message;
    auto interpreter = Interpreter::create(*graph);
    ASSERT_TRUE(interpreter) << interpreter.error().message;
    std::vector<std::uint8_t> pixels(static_cast<std::size_t>(architecture.input.bytes())), out(3);
    double lowest = 1, highest = 0;
    for (std::uint32_t picture = 0; picture < pictures.size(); ++picture) {
        ASSERT_TRUE(pictures.read(picture, pixels));
        interpreter->run(pixels, out);
        const std::vector<double> expected = probabilities(network, pixels);
        for (std::size_t i = 0; i < 3; ++i) EXPECT_NEAR(out[i] / 256.0, expected[i], 0.06) << picture;
        lowest = std::min(lowest, expected[0]);
        highest = std::max(highest, expected[0]);
    }
    EXPECT_GT(highest - lowest, 0.1);  // the pictures differ, else the test shows little
}

TEST_P(Quantize, HasTheStructureOfLower) {
    const Architecture architecture{GetParam(), 3, 1, {9, 8, 1}, 2};
    const std::vector<std::uint32_t> calibration{0};
    const auto graph =
        quantize(random_network(architecture, 1), NoisePictures(architecture.input), calibration);
    ASSERT_TRUE(graph);
    const Graph expected = lower(architecture);
    ASSERT_EQ(graph->tensors.size(), expected.tensors.size());
    for (std::size_t i = 0; i < expected.tensors.size(); ++i) {
        const GraphTensor &own = graph->tensors[i], &other = expected.tensors[i];
        EXPECT_EQ(own.shape, other.shape);
        EXPECT_EQ(own.quantization.scale.size(), other.quantization.scale.size());
        EXPECT_EQ(std::ssize(own.data), own.constant ? own.bytes() : 0) << own.name;
        for (float scale : own.quantization.scale) EXPECT_GT(scale, 0) << own.name;
    }
}

TEST_P(Quantize, TakesWhatNeverFires) {
    const Architecture architecture{GetParam(), 2, 1, {8, 8, 3}, 2};
    for (bool blank : {true, false}) {
        FloatNetwork network = blank ? blank_network(architecture) : random_network(architecture, 1);
        if (!blank) network.convolutions()[0]->bias.assign(2, -1e9f);
        const auto graph =
            quantize(network, NoisePictures(architecture.input), std::vector<std::uint32_t>{0, 1});
        ASSERT_TRUE(graph) << graph.error().message;
        auto interpreter = Interpreter::create(*graph);
        ASSERT_TRUE(interpreter) << interpreter.error().message;
        std::vector<std::uint8_t> pixels(static_cast<std::size_t>(architecture.input.bytes())), out(2);
        interpreter->run(pixels, out);
        EXPECT_NEAR(out[0] + out[1], 256, 2);
    }
}

TEST_P(Quantize, RefusesWeightsThatAreNotFinite) {
    const Architecture architecture{GetParam(), 2, 1, {8, 8, 3}, 2};
    FloatNetwork network = random_network(architecture, 1);
    network.convolutions()[1]->kernel[3] = std::nanf("");
    const auto graph = quantize(network, NoisePictures(architecture.input), std::vector<std::uint32_t>{0});
    ASSERT_FALSE(graph);
    EXPECT_NE(graph.error().message.find("not finite"), std::string::npos);
    network.convolutions()[1]->kernel[3] = 3e38f;
    EXPECT_FALSE(quantize(network, NoisePictures(architecture.input), std::vector<std::uint32_t>{0, 1}));
}

TEST_P(Quantize, NeedsPicturesOfTheNetworksShape) {
    const Architecture architecture{GetParam(), 2, 1, {8, 8, 3}, 2};
    const FloatNetwork network = random_network(architecture, 1);
    const auto none = quantize(network, NoisePictures(architecture.input), {});
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().message, "Quantisation needs at least one picture to calibrate with.");
    const auto others = quantize(network, NoisePictures({8, 9, 3}), std::vector<std::uint32_t>{0});
    ASSERT_FALSE(others);
    EXPECT_EQ(others.error().message,
              "Pictures of 8x9x3 can't calibrate a network for 8x8x3; resize them to its input.");
}

#ifdef __cpp_exceptions
TEST_P(Quantize, SaysThatMemoryIsMissing) {
    const Architecture architecture{GetParam(), 2, 1, {8, 8, 3}, 2};
    const FloatNetwork network = random_network(architecture, 1);
    const std::vector<std::uint32_t> pictures{0, 1};
    expect_errors_without_memory(
        {"Quantisation"}, [&] { return quantize(network, NoisePictures(architecture.input), pictures); });
    const Graph graph = quantize(network, NoisePictures(architecture.input), pictures).value();
    expect_errors_without_memory({"The network"}, [&] { return Interpreter::create(graph); });
}
#endif

#ifdef __wasm__  // where a test has 256 MiB (cmake/wasm.cmake)
TEST(Quantize, AndTheInterpreterSayThatMemoryIsMissing) {
    const Architecture architecture{Family::current, 300, 0, {1024, 1024, 3}, 2};
    const std::string sentence =
        " needs more memory than there is; take a smaller input or network, or end other programs.";
    const auto graph = quantize(blank_network(architecture), NoisePictures(architecture.input),
                                std::vector<std::uint32_t>{0});
    ASSERT_FALSE(graph);
    EXPECT_EQ(graph.error().message, "Quantisation" + sentence);
    const auto interpreter = Interpreter::create(lower(architecture));
    ASSERT_FALSE(interpreter);
    EXPECT_EQ(interpreter.error().message, "The network" + sentence);
}
#endif

}  // namespace
}  // namespace nanonas
