// SPDX-License-Identifier: MIT
#include "nanonas/quantize.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/random.h"
#include "nanonas/interpreter.h"

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
        const bool pixels = i == 0 && architecture.family == Family::current;
        fill(norms[i]->gamma, 0.5f, 1.5f);
        fill(norms[i]->beta, -0.2f, 0.5f);
        fill(norms[i]->mean, -0.3f, 0.3f);
        fill(norms[i]->variance, pixels ? 10000.0f : 0.5f, pixels ? 40000.0f : 2.0f);
    }
    fill(network.dense().kernel, -1, 1);
    fill(network.dense().bias, -0.3f, 0.3f);
    return network;
}

// Class probabilities by the definition of the layers, in double precision: no folding, no quantisation.
struct Reference {
    int height = 0, width = 0, channels = 0;
    std::vector<double> values;  // [row][column][channel]

    double& at(int y, int x, int c) {
        return values[static_cast<std::size_t>((y * width + x) * channels + c)];
    }

    void normalise(const BatchNorm& norm) {
        for (std::size_t i = 0; i < values.size(); ++i) {
            const std::size_t c = i % norm.gamma.size();
            const double deviation = std::sqrt(norm.variance[c] + 1e-3);
            values[i] = norm.gamma[c] * (values[i] - norm.mean[c]) / deviation + norm.beta[c];
        }
    }

    Reference pooled() {
        Reference out{height / 2, width / 2, channels, {}};
        for (int y = 0; y < out.height; ++y) {
            for (int x = 0; x < out.width; ++x) {
                for (int c = 0; c < channels; ++c) {
                    out.values.push_back(std::max({at(2 * y, 2 * x, c), at(2 * y, 2 * x + 1, c),
                                                   at(2 * y + 1, 2 * x, c), at(2 * y + 1, 2 * x + 1, c)}));
                }
            }
        }
        return out;
    }

    double tap_sum(int y, int x, const float* kernel) {  // kernel: [in][3][3]
        double sum = 0;
        for (int tap = 0; tap < 9; ++tap) {
            const int from_y = y + tap / 3 - 1, from_x = x + tap % 3 - 1;
            if (from_y < 0 || from_y >= height || from_x < 0 || from_x >= width) continue;
            for (int c = 0; c < channels; ++c) sum += at(from_y, from_x, c) * kernel[c * 9 + tap];
        }
        return sum;
    }

    Reference convolved(const Weights& convolution) {
        Reference out{height, width, static_cast<int>(convolution.bias.size()), {}};
        for (int y = 0; y < height; ++y) {
            for (int x = 0; x < width; ++x) {
                for (std::size_t o = 0; o < convolution.bias.size(); ++o) {
                    const float* kernel = &convolution.kernel[o * static_cast<std::size_t>(channels) * 9];
                    out.values.push_back(convolution.bias[o] + tap_sum(y, x, kernel));
                }
            }
        }
        return out;
    }

    std::vector<double> classified(const Weights& dense) const {
        const auto features = static_cast<std::size_t>(channels);
        std::vector<double> result;
        double total = 0;
        for (std::size_t o = 0; o < dense.bias.size(); ++o) {
            double logit = dense.bias[o];
            for (std::size_t i = 0; i < values.size(); ++i) {
                logit += values[i] / (height * width) * dense.kernel[o * features + i % features];
            }
            result.push_back(std::exp(logit));
            total += result.back();
        }
        for (double& value : result) value /= total;
        return result;
    }
};

std::vector<double> probabilities(const FloatNetwork& network, std::span<const std::uint8_t> pixels) {
    const InputShape& input = network.architecture.input;
    const bool norm_first = network.architecture.family == Family::prime23;
    Reference plane{input.height, input.width, input.channels, {pixels.begin(), pixels.end()}};
    if (norm_first) {
        for (double& value : plane.values) value /= 255;
    }
    const std::vector<const Weights*> convolutions = network.convolutions();
    const std::vector<const BatchNorm*> norms = network.norms();
    for (std::size_t i = 0; i < convolutions.size(); ++i) {
        if (i > 0) plane = plane.pooled();
        if (norm_first) plane.normalise(*norms[i]);
        plane = plane.convolved(*convolutions[i]);
        if (!norm_first) plane.normalise(*norms[i]);
        for (double& value : plane.values) value = std::max(value, 0.0);
    }
    return plane.classified(network.dense());
}

class Quantize : public testing::TestWithParam<Family> {};
INSTANTIATE_TEST_SUITE_P(Variants, Quantize, testing::Values(Family::current, Family::prime23),
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
    EXPECT_FALSE(quantize(network, NoisePictures(architecture.input), {}));
    EXPECT_FALSE(quantize(network, NoisePictures({8, 9, 3}), std::vector<std::uint32_t>{0}));
}

}  // namespace
}  // namespace nanonas
