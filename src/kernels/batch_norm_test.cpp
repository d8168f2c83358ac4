// SPDX-License-Identifier: MIT
#include "kernels/batch_norm.h"

#include <bit>

#include "kernels/norm_relu_pool.h"
#include "kernels/pool_norm.h"
#include "kernels/test_packs.h"

namespace nanonas::kernels {
namespace {

using reference::Tensor;

struct Shape {
    int channels, height, width, samples;
};
const std::vector<Shape> shapes{{3, 50, 50, 16}, {2, 25, 7, 16}, {4, 2, 2, 5}, {3, 3, 9, 13}, {2, 8, 8, 1}};

const std::vector<float> gammas{1.0f, -0.7f, 0.001f, 0.5f}, betas{0.1f, 0.3f, -0.0005f, 0.0f};

// Zero where `forward` is not positive.
Tensor mask(Tensor gradient, const Tensor& forward) {
    for (std::size_t i = 0; i < gradient.values.size(); ++i) {
        if (forward.values[i] <= 0) gradient.values[i] = 0;
    }
    return gradient;
}

void copy(const Tensor& from, const Planes& to) {
    for (int c = 0; c < to.channels; ++c) {
        for (int i = 0; i < to.height * to.width; ++i) {
            for (int s = 0; s < from.samples; ++s) {
                to.plane(c)[i * pack_size + s] = static_cast<float>(from.at(s, c, 0, i));
            }
        }
    }
}

// What both variants are tested on: a tensor, its moments as the kernels sum them, and the reference's.
struct Case {
    explicit Case(const Shape& s)
        : shape(s),
          y(random_planes(s.channels, s.height, s.width, s.samples, 1)),
          exact(widen(y.planes, s.samples)),
          exact_moments(reference::moments(exact)),
          gamma(gammas.begin(), gammas.begin() + s.channels),
          beta(betas.begin(), betas.begin() + s.channels) {
        for (int c = 0; c < s.channels; ++c) {
            channel_moments.push_back(moments(channel_sums(y.planes, c), exact.per_channel()));
            affine.push_back(norm_affine(gammas[c], betas[c], channel_moments[c]));
        }
    }

    Shape shape;
    OwnedPlanes y;
    Tensor exact;
    reference::Moments exact_moments;
    std::vector<double> gamma, beta;
    std::vector<Moments> channel_moments;
    std::vector<Affine> affine;
};

TEST(BatchNorm, MomentsEqualTheReference) {
    for_each_simd_target([] {
        for (const Shape& s : shapes) {
            const Case test(s);
            for (int c = 0; c < s.channels; ++c) {
                EXPECT_NEAR(test.channel_moments[c].mean, test.exact_moments.mean[c], 1e-6);
                EXPECT_NEAR(test.channel_moments[c].variance, test.exact_moments.variance[c], 1e-6);
            }
        }
    });
}

TEST(BatchNorm, BeforePoolingGoesForwardAndBackwardAsTheReference) {
    for_each_simd_target([] {
        for (const Shape& s : shapes) {
            Case test(s);
            const Tensor normal =
                reference::batch_norm(test.exact, test.exact_moments, test.gamma, test.beta);
            const Tensor pooled = reference::max_pool(reference::relu(normal));
            OwnedPlanes z(s.channels, s.height / 2, s.width / 2);
            for (int c = 0; c < s.channels; ++c) {
                norm_relu_pool(test.y.planes, c, test.affine[c], s.samples, z.planes);
            }
            expect_near(z.planes, pooled, 1e-5);

            OwnedPlanes g = random_planes(s.channels, s.height / 2, s.width / 2, s.samples, 2);
            const Tensor out_gradient = mask(widen(g.planes, s.samples), widen(z.planes, s.samples));
            copy(out_gradient, g.planes);
            const auto expected = reference::batch_norm_gradient(
                test.exact, test.gamma, reference::max_pool_gradient(normal, out_gradient));
            for (int c = 0; c < s.channels; ++c) {
                const ChannelSums sums = norm_relu_pool_sums(test.y.planes, c, test.affine[c], g.planes);
                const NormBackward back =
                    norm_backward(sums, test.exact.per_channel(), gammas[c], test.channel_moments[c]);
                EXPECT_NEAR(back.gamma, expected.gamma[c], 1e-4 * (1 + std::abs(expected.gamma[c])));
                EXPECT_NEAR(back.beta, expected.beta[c], 1e-4 * (1 + std::abs(expected.beta[c])));
                norm_relu_pool_backward(test.y.planes, c, test.affine[c], back.input, s.samples, g.planes);
            }
            expect_near(test.y.planes, expected.in, 1e-4);
        }
    });
}

TEST(BatchNorm, TheFirstOfEqualMaximaTakesTheGradient) {
    for_each_simd_target([] {
        for (unsigned greatest = 1; greatest < 16; ++greatest) {  // one bit a pixel of the window
            for (const float scale : {1.0f, -1.0f}) {
                OwnedPlanes y(1, 2, 2), g(1, 1, 1);
                for (int i = 0; i < 4 * pack_size; ++i)
                    y.buffer[i] = greatest >> i / pack_size & 1 ? scale : 0;
                for (int i = 0; i < pack_size; ++i) g.buffer[i] = 1;
                norm_relu_pool_backward(y.planes, 0, {scale, 0}, {1, 0, 0}, pack_size, g.planes);
                for (int i = 0; i < 4 * pack_size; ++i) {
                    EXPECT_EQ(y.buffer[i], i / pack_size == std::countr_zero(greatest) ? 1.0f : 0.0f);
                }
            }
        }
    });
}

TEST(BatchNorm, BeforeTheGlobalMeanGoesForwardAndBackwardAsTheReference) {
    for_each_simd_target([] {
        for (const Shape& s : shapes) {
            Case test(s);
            const Tensor normal =
                reference::batch_norm(test.exact, test.exact_moments, test.gamma, test.beta);
            const auto expected_mean = reference::global_mean(reference::relu(normal));
            OwnedPlanes means(s.channels, 1, 1);
            const OwnedPlanes g = random_planes(s.channels, 1, 1, s.samples, 3);
            Tensor spread = normal;
            for (int c = 0; c < s.channels; ++c) {
                float* mean = means.planes.plane(c);
                norm_relu_mean(test.y.planes, c, test.affine[c], s.samples, mean);
                for (int sample = 0; sample < s.samples; ++sample) {
                    EXPECT_NEAR(mean[sample], expected_mean[sample * s.channels + c], 1e-5);
                    for (int i = 0; i < s.height * s.width; ++i) {
                        spread.at(sample, c, 0, i) = g.planes.plane(c)[sample];
                    }
                }
            }
            const auto expected =
                reference::batch_norm_gradient(test.exact, test.gamma, mask(spread, normal));
            for (int c = 0; c < s.channels; ++c) {
                const float* gradient = g.planes.plane(c);
                const ChannelSums sums = norm_relu_mean_sums(test.y.planes, c, test.affine[c], gradient);
                const NormBackward back =
                    norm_backward(sums, test.exact.per_channel(), gammas[c], test.channel_moments[c]);
                EXPECT_NEAR(back.gamma, expected.gamma[c], 1e-4 * (1 + std::abs(expected.gamma[c])));
                norm_relu_mean_backward(test.y.planes, c, test.affine[c], back.input, s.samples, gradient);
            }
            expect_near(test.y.planes, expected.in, 1e-4);
        }
    });
}

TEST(BatchNorm, AfterPoolingGoesForwardAndBackwardAsTheReference) {
    for_each_simd_target([] {
        for (const Shape& s : shapes) {
            OwnedPlanes y = random_planes(s.channels, s.height, s.width, s.samples, 4);
            for (std::size_t i = 0; i < y.buffer.size(); ++i) y.buffer[i] = std::max(0.0f, y.buffer[i]);
            const Tensor exact = widen(y.planes, s.samples), pooled = reference::max_pool(exact);
            const reference::Moments exact_moments = reference::moments(pooled);
            const std::vector<double> gamma(gammas.begin(), gammas.begin() + s.channels);
            const std::vector<double> beta(betas.begin(), betas.begin() + s.channels);
            OwnedPlanes x(s.channels, s.height / 2, s.width / 2), u(s.channels, s.height / 2, s.width / 2);
            const OwnedPlanes g = random_planes(s.channels, s.height / 2, s.width / 2, s.samples, 5);
            const auto expected = reference::batch_norm_gradient(pooled, gamma, widen(g.planes, s.samples));
            const Tensor expected_y = mask(reference::max_pool_gradient(exact, expected.in), exact);
            for (int c = 0; c < s.channels; ++c) {
                const Moments m = moments(pool(y.planes, c, x.planes), pooled.per_channel());
                EXPECT_NEAR(m.mean, exact_moments.mean[c], 1e-6);
                EXPECT_NEAR(m.variance, exact_moments.variance[c], 1e-6);
                norm(x.planes, c, norm_affine(gammas[c], betas[c], m), s.samples, u.planes);
                ChannelSums sums;
                double bias_gradient = 0;
                for (int i = 0; i < x.planes.height * x.planes.width; ++i) {
                    for (int sample = 0; sample < s.samples; ++sample) {
                        const float gradient = g.planes.plane(c)[i * pack_size + sample];
                        sums.value += gradient;
                        sums.product += gradient * x.planes.plane(c)[i * pack_size + sample];
                    }
                }
                for (int i = 0; i < s.height * s.width; ++i) {
                    for (int sample = 0; sample < s.samples; ++sample)
                        bias_gradient += expected_y.at(sample, c, 0, i);
                }
                const NormBackward back = norm_backward(sums, pooled.per_channel(), gammas[c], m);
                EXPECT_NEAR(pool_norm_backward(y.planes, c, back.input, s.samples, x.planes, g.planes),
                            bias_gradient, 1e-3);
            }
            expect_near(x.planes, pooled, 0);
            expect_near(u.planes, reference::batch_norm(pooled, exact_moments, gamma, beta), 1e-5);
            expect_near(y.planes, expected_y, 1e-4);
        }
    });
}

TEST(BatchNorm, MeanOfAPlaneAndItsGradient) {
    for_each_simd_target([] {
        OwnedPlanes y = random_planes(2, 5, 3, 16, 6);
        const Tensor exact = widen(y.planes, 16);
        const auto expected = reference::global_mean(exact);
        const OwnedPlanes g = random_planes(2, 1, 1, 16, 7);
        for (int c = 0; c < 2; ++c) {
            alignas(64) float means[pack_size];
            mean(y.planes, c, means);
            double sum = 0;
            for (int s = 0; s < 16; ++s) {
                EXPECT_NEAR(means[s], expected[s * 2 + c], 1e-6);
                for (int i = 0; i < 15; ++i) sum += exact.at(s, c, 0, i) > 0 ? g.planes.plane(c)[s] : 0;
            }
            EXPECT_NEAR(mean_backward(y.planes, c, g.planes.plane(c)), sum, 1e-4);
            for (int s = 0; s < 16; ++s) {
                for (int i = 0; i < 15; ++i) {
                    EXPECT_EQ(y.planes.plane(c)[i * pack_size + s],
                              exact.at(s, c, 0, i) > 0 ? g.planes.plane(c)[s] : 0);
                }
            }
        }
    });
}

}  // namespace
}  // namespace nanonas::kernels
