// SPDX-License-Identifier: MIT
// Against Keras' own figures: tests/oracles/keras_training.py says how they were made.
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <sstream>

#include "base/test_files.h"
#include "kernels/softmax.h"
#include "training/inference.h"
#include "training/training_network.h"

namespace nanonas {
namespace {

constexpr int pictures = 40, height = 13, width = 12, channels = 3;

std::map<std::string, std::vector<double>> keras_figures(const std::string& family) {
    std::map<std::string, std::vector<double>> figures;
    std::istringstream file(test_text(NANONAS_ORACLES "/keras_training.csv"));
    for (std::string line; std::getline(file, line);) {
        std::istringstream fields(line);
        std::string of, name, value;
        std::getline(fields, of, ',');
        std::getline(fields, name, ',');
        while (of == family && std::getline(fields, value, ',')) figures[name].push_back(std::stod(value));
    }
    return figures;
}

void set_weights(TrainingNetwork& network) {
    double number = 0;
    for (const ParameterRanges& ranges : network.layout().layers) {
        for (std::size_t i = 0; i < ranges.kernel.size; ++i, ++number) {
            network.parameters()[ranges.kernel.offset + i] =
                static_cast<float>(std::fmod(number * 0.6180339887498949, 1.0) - 0.5);
        }
    }
}

// Picture `first` and those after it, a pack or what is left.
int fill(const kernels::Planes& pixels, int first, float scale, std::array<int, 16>* labels) {
    const int count = std::min(kernels::pack_size, pictures - first);
    for (int lane = 0; lane < kernels::pack_size; ++lane) {
        const int p = first + lane;
        if (labels != nullptr) (*labels)[lane] = p % 3;
        for (int i = 0; i < height * width * channels; ++i) {
            const int byte = (i * (7 + 3 * (p % 3)) + p * p * 31 + i * i % 97) % 256;
            pixels.plane(i % channels)[i / channels * kernels::pack_size + lane] =
                lane < count ? static_cast<float>(byte) * scale : 0.0f;
        }
    }
    return count;
}

class Keras : public ::testing::TestWithParam<Family> {};

TEST_P(Keras, TakesTheSameSteps) {
    const Architecture architecture{GetParam(), 3, 2, {height, width, channels}, 3};
    const float scale = 1.0f / pixel_divisor(GetParam());
    auto expected = keras_figures(std::string(to_string(GetParam())));
    ASSERT_EQ(expected["loss"].size(), 40u);
    TrainingNetwork network(layers(architecture), architecture.input, 1, 0);
    set_weights(network);
    SerialExecutor executor;
    TrainingPack& pack = network.packs()[0];
    for (int step = 0; step < 40; ++step) {
        pack.samples = fill(pack.pixels(), step % 3 * 16, scale, &pack.labels);
        EXPECT_NEAR(network.gradient(1, {}, executor), expected["loss"][step], 2e-5) << "step " << step;
        network.adam(0.001f, 0);
    }

    const FloatNetwork trained{architecture, network.learnt()};
    std::size_t at = 0;
    for (const BatchNorm* norm : trained.norms()) {
        for (std::size_t c = 0; c < norm->mean.size(); ++c, ++at) {
            EXPECT_NEAR(norm->mean[c], expected["mean"][at], 1e-3 + 1e-4 * std::abs(expected["mean"][at]));
            EXPECT_NEAR(norm->variance[c], expected["variance"][at], 1e-3 * expected["variance"][at]);
        }
    }
    const Inference inference(trained);
    Inference::Scratch scratch = inference.scratch();
    fill(scratch.inputs[0].planes, 0, scale, nullptr);
    inference.run(scratch);
    kernels::softmax(3, scratch.logits.data());
    for (int i = 0; i < 16 * 3; ++i) {
        EXPECT_NEAR(scratch.logits[i % 3 * 16 + i / 3], expected["probabilities"][i], 1e-3);
    }
}

INSTANTIATE_TEST_SUITE_P(OfBothVariants, Keras, ::testing::Values(Family::current, Family::prime23),
                         [](const auto& test) { return std::string(to_string(test.param)); });

}  // namespace
}  // namespace nanonas
