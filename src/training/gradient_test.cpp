// SPDX-License-Identifier: MIT
// The gradient of every parameter against finite differences of the reference, for every run of
// layers that training computes together (training/fusion.h).
#include <gtest/gtest.h>

#include "base/random.h"
#include "base/test_threads.h"
#include "kernels/convolution_algorithm.h"
#include "training/reference_logits.h"
#include "training/test_layers.h"
#include "training/training_network.h"

namespace nanonas {
namespace {

using kernels::pack_size;
using enum LayerKind;

struct TestNetwork {
    const char* name;
    std::vector<LayerKind> kinds;
};

// Together they have each pair of runs that may follow one another.
const TestNetwork networks[] = {
    {"NormBehind",
     {convolution, batch_norm, relu, max_pool, convolution, batch_norm, relu, max_pool, convolution,
      batch_norm, relu, global_average, dropout, dense}},
    {"NormBefore",
     {batch_norm, convolution, relu, max_pool, batch_norm, convolution, relu, max_pool, batch_norm,
      convolution, relu, global_average, dropout, dense}},
    {"NoNorm",
     {convolution, relu, max_pool, convolution, relu, max_pool, convolution, relu, global_average, dense}},
    {"NormOnBothSides",
     {batch_norm, convolution, batch_norm, relu, max_pool, convolution, relu, max_pool, batch_norm,
      convolution, batch_norm, relu, global_average, dropout, dense}},
    {"NormBehindOne",
     {convolution, relu, max_pool, convolution, batch_norm, relu, max_pool, convolution, relu, global_average,
      dropout, dense}},
};

// A network with weights in general position: BatchNorm scales of both signs and near zero.
struct GradientCase {
    GradientCase(std::vector<Layer> all, int batch, InputShape input = {10, 9, 3})
        : layers(std::move(all)), samples(batch), network(layers, input, 3, 7) {
        Random random(5, RandomPurpose::test);
        for (const ParameterRanges& ranges : network.layout().layers) {
            for (std::size_t c = 0; c < ranges.gamma.size; ++c) {
                network.parameters()[ranges.gamma.offset + c] = c == 1 ? 1e-4f : random.uniform(-1.0f, 1.5f);
                network.parameters()[ranges.beta.offset + c] = random.uniform(-0.3f, 0.5f);
            }
            for (std::size_t c = 0; c < ranges.bias.size; ++c)
                network.parameters()[ranges.bias.offset + c] = random.uniform(-0.3f, 0.3f);
        }
        pixels = reference::Tensor(samples, input.channels, input.height, input.width);
        for (int s = 0; s < samples; ++s) {
            TrainingPack& pack = network.packs()[s / pack_size];
            pack.samples = std::min(pack_size, samples - s / pack_size * pack_size);
            pack.labels[s % pack_size] = s * 5 % classes;
            labels.push_back(s * 5 % classes);
            for (int i = 0; i < static_cast<int>(input.bytes()); ++i) {
                const float value = random.uniform(-1, 1);
                pack.pixels().data[i * pack_size + s % pack_size] = value;
                pixels.at(s, 0, 0, i) = value;
            }
        }
        parameters.assign(network.parameters().data(), network.parameters().data() + network.layout().size);
    }

    double reference_loss(double smoothing) const {
        return reference::cross_entropy(reference_logits(layers, network.layout(), parameters, pixels),
                                        labels, classes, smoothing);
    }

    static constexpr int classes = 4;
    std::vector<Layer> layers;
    int samples;
    TrainingNetwork network;
    reference::Tensor pixels;
    std::vector<int> labels;
    std::vector<double> parameters;
};

// Every `stride`th parameter.
void expect_finite_differences(GradientCase& test, std::size_t stride) {
    TestThreads executor(2);
    const double loss =
        test.network.gradient(kernels::packs_of(test.samples), {.label_smoothing = 0.1f}, executor);
    EXPECT_NEAR(loss, test.reference_loss(0.1), 1e-5);
    constexpr double step = 1e-6;
    const kernels::Buffer& gradient = test.network.parameter_gradient();
    for (std::size_t i = 0; i < test.network.layout().size; i += stride) {
        const double before = test.parameters[i];
        test.parameters[i] = before + step;
        const double up = test.reference_loss(0.1);
        test.parameters[i] = before - step;
        const double down = test.reference_loss(0.1);
        test.parameters[i] = before;
        const double expected = (up - down) / (2 * step);
        EXPECT_NEAR(gradient[i], expected, 2e-4 * (0.05 + std::abs(expected))) << "parameter " << i;
    }
}

class Gradient : public ::testing::TestWithParam<std::tuple<TestNetwork, int>> {};

TEST_P(Gradient, EqualsFiniteDifferencesOfTheReference) {
    const auto& [network, batch] = GetParam();
    GradientCase test(chain(network.kinds, 3, GradientCase::classes), batch);
    const auto known = supported(test.layers);
    ASSERT_TRUE(known) << known.error().message;
    expect_finite_differences(test, 3);
}

TEST_P(Gradient, HasTheSameBitsForAnyNumberOfThreads) {
    const auto& [network, batch] = GetParam();
    std::vector<std::vector<float>> gradients;
    for (const int threads : {1, 2, 3}) {
        GradientCase test(chain(network.kinds, 3, GradientCase::classes), batch);
        TestThreads executor(threads);
        test.network.gradient(kernels::packs_of(batch), {.dropout = 0.5f}, executor);
        const kernels::Buffer& g = test.network.parameter_gradient();
        gradients.emplace_back(g.data(), g.data() + g.size());
    }
    EXPECT_EQ(gradients[0], gradients[1]);
    EXPECT_EQ(gradients[0], gradients[2]);
}

INSTANTIATE_TEST_SUITE_P(OfAllNetworks, Gradient,
                         ::testing::Combine(::testing::ValuesIn(networks), ::testing::Values(1, 13, 35)),
                         [](const auto& test) {
                             return std::get<0>(test.param).name + std::to_string(std::get<1>(test.param));
                         });

TEST(Gradient, OfLayersThatTakeWinogradEqualsFiniteDifferencesOfTheReference) {
    for (const Family family : families()) {
        GradientCase test(layers({family, 12, 2, {17, 16, 1}, GradientCase::classes}), 5, {17, 16, 1});
        ASSERT_EQ(kernels::best_for_passes({12, 24, 8, 8}, kernels::Precision::exact).name, "Winograd");
        expect_finite_differences(test, 211);
    }
}

}  // namespace
}  // namespace nanonas
