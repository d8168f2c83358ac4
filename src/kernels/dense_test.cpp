// SPDX-License-Identifier: MIT
#include "kernels/dense.h"

#include "kernels/softmax.h"
#include "kernels/test_packs.h"

namespace nanonas::kernels {
namespace {

// [i][16] packs as [sample][i].
std::vector<double> by_sample(const float* packs, int count, int samples) {
    std::vector<double> values;
    for (int s = 0; s < samples; ++s) {
        for (int i = 0; i < count; ++i) values.push_back(packs[i * pack_size + s]);
    }
    return values;
}

TEST(Dense, LossAndGradientsEqualTheReference) {
    constexpr int samples = 9;
    constexpr double smoothing = 0.1;
    for (const DenseShape shape :
         {DenseShape{1, 2}, DenseShape{17, 3}, DenseShape{12, 10}, DenseShape{3, 101}}) {
        for_each_simd_target([&] {
            const OwnedPlanes features = random_planes(shape.features, 1, 1, samples, 1);
            const std::vector<float> kernel = random_values(shape.features * shape.classes, 2);
            const std::vector<float> bias = random_values(shape.classes, 3);
            std::vector<int> labels(samples);
            for (int s = 0; s < samples; ++s) labels[s] = s * 7 % shape.classes;
            OwnedPlanes logits(shape.classes, 1, 1), features_gradient(shape.features, 1, 1);
            dense(shape, kernel.data(), bias.data(), features.buffer.data(), logits.buffer.data());

            const auto x = by_sample(features.buffer.data(), shape.features, samples);
            const auto loss_of = [&](const std::vector<double>& in, const std::vector<double>& k,
                                     const std::vector<double>& b) {
                return reference::cross_entropy(reference::dense(in, k, b), labels, shape.classes, smoothing);
            };
            const double expected = loss_of(x, widen(kernel), widen(bias));
            const double loss = softmax_cross_entropy(shape.classes, labels.data(), samples, smoothing,
                                                      1.0f / samples, logits.buffer.data());
            EXPECT_NEAR(loss / samples, expected, 1e-6);

            std::vector<float> kernel_gradient(kernel.size()), bias_gradient(bias.size());
            dense_backward(shape, kernel.data(), features.buffer.data(), logits.buffer.data(),
                           kernel_gradient.data(), bias_gradient.data(), features_gradient.buffer.data());
            constexpr double step = 1e-5;
            auto in = x, k = widen(kernel), b = widen(bias);
            const auto difference = [&](double& value) {
                const double before = value;
                value = before + step;
                const double up = loss_of(in, k, b);
                value = before - step;
                const double down = loss_of(in, k, b);
                value = before;
                return (up - down) / (2 * step);
            };
            for (std::size_t i = 0; i < k.size(); ++i)
                EXPECT_NEAR(kernel_gradient[i], difference(k[i]), 1e-6);
            for (std::size_t i = 0; i < b.size(); ++i) EXPECT_NEAR(bias_gradient[i], difference(b[i]), 1e-6);
            for (int s = 0; s < samples; ++s) {
                for (int f = 0; f < shape.features; ++f) {
                    EXPECT_NEAR(features_gradient.buffer[f * pack_size + s],
                                difference(in[s * shape.features + f]), 1e-6);
                }
            }
        });
    }
}

TEST(Dense, SoftmaxEqualsItsReference) {
    OwnedPlanes logits = random_planes(5, 1, 1, 16, 4);
    for (std::size_t i = 0; i < logits.buffer.size(); ++i) logits.buffer[i] *= 50;
    const auto expected = reference::softmax(by_sample(logits.buffer.data(), 5, 16), 5);
    softmax(5, logits.buffer.data());
    const auto values = by_sample(logits.buffer.data(), 5, 16);
    for (std::size_t i = 0; i < values.size(); ++i) EXPECT_NEAR(values[i], expected[i], 1e-6);
}

}  // namespace
}  // namespace nanonas::kernels
