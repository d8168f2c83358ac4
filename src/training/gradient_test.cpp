// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "base/test_threads.h"
#include "kernels/convolution_algorithm.h"
#include "kernels/test_packs.h"
#include "training/batch_network.h"
#include "training/inference.h"
#include "training/reference_network.h"

namespace nanonas {
namespace {

using kernels::pack_size;

// A network with weights in general position: BatchNorm scales of both signs and near zero.
struct GradientCase {
    GradientCase(Family family, int batch, int k = 3, InputShape input = {10, 9, 3})
        : architecture{family, k, 2, input, 4}, samples(batch), network(architecture, 3, 7) {
        Random random(5, RandomPurpose::test);
        for (const StageParameters& p : network.layout().stages) {
            for (std::size_t c = 0; c < p.gamma.size; ++c) {
                network.parameters()[p.gamma.offset + c] = c == 1 ? 1e-4f : random.uniform(-1.0f, 1.5f);
                network.parameters()[p.beta.offset + c] = random.uniform(-0.3f, 0.5f);
            }
            for (std::size_t c = 0; c < p.bias.size; ++c)
                network.parameters()[p.bias.offset + c] = random.uniform(-0.3f, 0.3f);
        }
        pixels = reference::Tensor(samples, input.channels, input.height, input.width);
        for (int s = 0; s < samples; ++s) {
            PackActivations& pack = network.packs()[s / pack_size];
            pack.samples = std::min(pack_size, samples - s / pack_size * pack_size);
            pack.labels[s % pack_size] = s * 5 % 4;
            labels.push_back(s * 5 % 4);
            for (int i = 0; i < static_cast<int>(input.bytes()); ++i) {
                const float value = random.uniform(-1, 1);
                pack.stages[0].x.buffer[i * pack_size + s % pack_size] = value;
                pixels.at(s, 0, 0, i) = value;
            }
        }
        parameters.assign(network.parameters().data(), network.parameters().data() + network.layout().size);
    }

    double reference_loss(double smoothing) const {
        return reference::cross_entropy(reference_logits(architecture, network.layout(), parameters, pixels),
                                        labels, 4, smoothing);
    }

    Architecture architecture;
    int samples;
    BatchNetwork network;
    reference::Tensor pixels;
    std::vector<int> labels;
    std::vector<double> parameters;
};

class Gradient : public ::testing::TestWithParam<std::tuple<Family, int>> {};

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

TEST_P(Gradient, EqualsFiniteDifferencesOfTheReference) {
    const auto [family, batch] = GetParam();
    GradientCase test(family, batch);
    expect_finite_differences(test, 3);
}

TEST(Gradient, OfLayersThatTakeWinogradEqualsFiniteDifferencesOfTheReference) {
    for (const Family family : {Family::current, Family::prime23}) {
        GradientCase test(family, 5, 12, {17, 16, 1});
        ASSERT_EQ(kernels::best_for_passes({12, 24, 8, 8}, kernels::Precision::exact).name, "Winograd");
        expect_finite_differences(test, 211);
    }
}

INSTANTIATE_TEST_SUITE_P(OfBothVariants, Gradient,
                         ::testing::Combine(::testing::Values(Family::current, Family::prime23),
                                            ::testing::Values(1, 13, 35)));

TEST(Gradient, OfALargeBatchHasTheSameBitsForAnyNumberOfThreads) {
    for (const Family family : {Family::current, Family::prime23}) {
        std::vector<std::vector<float>> gradients;
        for (const int threads : {1, 2, 3}) {
            GradientCase test(family, 41);
            TestThreads executor(threads);
            test.network.gradient(3, {.dropout = 0.5f}, executor);
            const kernels::Buffer& g = test.network.parameter_gradient();
            gradients.emplace_back(g.data(), g.data() + g.size());
        }
        EXPECT_EQ(gradients[0], gradients[1]);
        EXPECT_EQ(gradients[0], gradients[2]);
    }
}

TEST(Inference, EqualsTheReferenceWithMovingAverages) {
    for (const Family family : {Family::current, Family::prime23}) {
        GradientCase test(family, 16);
        FloatNetwork network = test.network.network();
        Random random(9, RandomPurpose::test);
        std::vector<reference::Moments> moments;
        for (BatchNorm* norm : network.norms()) {
            for (float& mean : norm->mean) mean = random.uniform(-0.5f, 0.5f);
            for (float& variance : norm->variance) variance = random.uniform(0.2f, 2.0f);
            moments.push_back({kernels::widen(norm->mean), kernels::widen(norm->variance)});
        }
        const Inference inference(network);
        Inference::Scratch scratch = inference.scratch();
        std::copy_n(test.network.packs()[0].stages[0].x.buffer.data(), scratch.inputs[0].buffer.size(),
                    scratch.inputs[0].buffer.data());
        inference.run(scratch);
        const auto expected =
            reference_logits(test.architecture, test.network.layout(), test.parameters, test.pixels, moments);
        for (int s = 0; s < pack_size; ++s) {
            for (int c = 0; c < 4; ++c)
                EXPECT_NEAR(scratch.logits[c * pack_size + s], expected[s * 4 + c], 1e-5);
        }
    }
}

}  // namespace
}  // namespace nanonas
