// SPDX-License-Identifier: MIT
// Every algorithm of the table against the scalar references, whatever the shape for which it is chosen.
#include "kernels/convolution_algorithm.h"

#include <bit>
#include <map>
#include <string>

#include "kernels/pool_norm.h"
#include "kernels/test_layer.h"

namespace nanonas::kernels {
namespace {

// Groups of every size, every tile width, planes lower and narrower than a tile, odd borders, small planes.
std::vector<ConvolutionShape> odd_shapes() {
    std::vector<ConvolutionShape> shapes{
        {3, 3, 50, 50}, {5, 9, 25, 25},   {7, 23, 3, 3},  {2, 11, 2, 2},   {3, 13, 1, 1},  {4, 6, 9, 1},
        {12, 13, 4, 4}, {14, 28, 16, 16}, {13, 31, 5, 7}, {12, 20, 12, 9}, {67, 12, 6, 4}, {12, 65, 6, 7},
        {1, 1, 1, 1},   {2, 5, 1, 7},     {3, 2, 6, 1},   {9, 11, 1, 17},  {4, 33, 2, 5},  {11, 60, 4, 4},
        {3, 26, 1, 1},  {3, 8, 25, 13},   {2, 4, 70, 67}, {1, 2, 4100, 1}, {6, 4, 4, 3}};
    for (int i = 1; i <= 28; ++i) shapes.push_back({1 + i % 3, 1 + i % 7, 1 + i % 5, i});
    return shapes;
}

// The nearest bfloat16, of two equally near the even one. Products of such factors are exact in float, so
// that a reference on rounded factors is near.
float rounded(float value) {
    auto bits = std::bit_cast<std::uint32_t>(value);
    bits += 0x7FFF + ((bits >> 16) & 1);
    return std::bit_cast<float>(bits & 0xFFFF0000u);
}

bool rounds(const ConvolutionAlgorithm& algorithm) {
    return algorithm.name == "bf16";
}

// What the algorithm multiplies.
std::vector<double> factors(const ConvolutionAlgorithm& algorithm, std::vector<double> values) {
    for (double& value : values) {
        if (rounds(algorithm)) value = rounded(static_cast<float>(value));
    }
    return values;
}

reference::Tensor factors(const ConvolutionAlgorithm& algorithm, const OwnedPlanes& planes, int samples) {
    reference::Tensor tensor = widen(planes.planes, samples);
    tensor.values = factors(algorithm, std::move(tensor.values));
    return tensor;
}

// Calls test(layer) with a layer of each shape that the algorithm can compute, on every SIMD target.
template <typename Passes>
void for_each_layer(const Passes* ConvolutionAlgorithm::*passes, const ConvolutionAlgorithm& algorithm,
                    int samples, const std::function<void(TestLayer&)>& test) {
    const ConvolutionAlgorithm& direct = best_for_passes({1, 1, 1, 1}, Precision::exact);
    int layers = 0;
    for_each_simd_target([&] {
        for (const ConvolutionShape& shape : odd_shapes()) {
            if ((algorithm.*passes)->gain(shape, Precision::rounded) == 0) continue;
            SCOPED_TRACE(::testing::Message() << shape);
            TestLayer layer(ConvolutionPlan(shape, all_passes, algorithm.passes ? algorithm : direct,
                                            algorithm.weight_gradient ? algorithm : direct),
                            samples);
            test(layer);
            ++layers;
            if (::testing::Test::HasFatalFailure()) return;
        }
    });
    if (layers == 0) GTEST_SKIP() << "this CPU lacks its instructions";
}

class ForwardAndDataGradient : public ::testing::TestWithParam<ConvolutionAlgorithm> {
  protected:
    void for_each_layer(int samples, const std::function<void(TestLayer&)>& test) const {
        kernels::for_each_layer(&ConvolutionAlgorithm::passes, GetParam(), samples, test);
    }
};

class WeightGradient : public ::testing::TestWithParam<ConvolutionAlgorithm> {
  protected:
    void for_each_layer(int samples, const std::function<void(TestLayer&)>& test) const {
        kernels::for_each_layer(&ConvolutionAlgorithm::weight_gradient, GetParam(), samples, test);
    }
};

// The same values for a shape whatever the target.
class SameBits {
  public:
    void expect(const ConvolutionShape& shape, const std::string& what, const std::vector<float>& values) {
        const auto [seen, first] = values_.try_emplace(what + ::testing::PrintToString(shape), values);
        if (!first) {
            EXPECT_EQ(values, seen->second) << what;
        }
    }

  private:
    std::map<std::string, std::vector<float>> values_;
};

std::vector<float> plain(const std::vector<ChannelSums>& sums) {
    std::vector<float> values;
    for (const ChannelSums& s : sums) {
        values.insert(values.end(), {static_cast<float>(s.value), static_cast<float>(s.product)});
    }
    return values;
}

TEST_P(ForwardAndDataGradient, ConvolvesAsTheReferenceAndSumsWhatBatchNormNeeds) {
    for_each_layer(13, [&](TestLayer& layer) {
        layer.forward();
        const int in = layer.shape.in_channels;
        expect_near(layer.out.planes,
                    reference::convolve(factors(GetParam(), layer.in, 13),
                                        factors(GetParam(), widen(layer.kernel)), layer.shape.out_channels),
                    1e-5 * in);
        for (int o = 0; o < layer.shape.out_channels; ++o) {
            const ChannelSums expected = channel_sums(layer.out.planes, o);
            if (rounds(GetParam())) {  // in another order
                EXPECT_NEAR(layer.out_sums[o].value, expected.value, 1e-5 * (1 + expected.product));
                EXPECT_NEAR(layer.out_sums[o].product, expected.product, 1e-5 * (1 + expected.product));
            } else {
                EXPECT_EQ(layer.out_sums[o].value, expected.value);
                EXPECT_EQ(layer.out_sums[o].product, expected.product);
            }
        }
    });
}

TEST_P(ForwardAndDataGradient, GivesAnyBandOfRowsWithBiasAndRelu) {
    for_each_layer(16, [&](TestLayer& layer) {
        const std::vector<float> bias = random_values(layer.shape.out_channels, 8);
        const auto expected = reference::relu(reference::add_bias(
            reference::convolve(factors(GetParam(), layer.in, 16), factors(GetParam(), widen(layer.kernel)),
                                layer.shape.out_channels),
            widen(bias)));
        for (const int rows : {4, layer.plan.band_rows(), layer.shape.height}) {
            layer.forward_bias_relu(bias, rows);
            expect_near(layer.out.planes, expected, 1e-5 * layer.shape.in_channels);
        }
    });
}

TEST_P(ForwardAndDataGradient, GivesTheDataGradientWhereTheInputWasActive) {
    for_each_layer(16, [&](TestLayer& layer) {
        layer.data_gradient(0.25f);
        const int in = layer.shape.in_channels, pixels = layer.shape.pixels();
        auto expected = reference::convolution_input_gradient(factors(GetParam(), layer.out_gradient, 16),
                                                              factors(GetParam(), widen(layer.kernel)), in);
        const auto input = widen(layer.in.planes, 16);
        std::vector<double> values(in), products(in);
        for (int sample = 0; sample < 16; ++sample) {
            for (int c = 0; c < in; ++c) {
                for (int i = 0; i < pixels; ++i) {
                    double& g = expected.at(sample, c, 0, i);
                    if (input.at(sample, c, 0, i) <= 0.25) g = 0;
                    values[c] += g;
                    products[c] += g * input.at(sample, c, 0, i);
                }
            }
        }
        const int out = layer.shape.out_channels;
        expect_near(layer.in_gradient.planes, expected, 1e-5 * out);
        for (int c = 0; c < in; ++c) {
            EXPECT_NEAR(layer.in_sums[c].value, values[c], 1e-4 * pixels * out);
            EXPECT_NEAR(layer.in_sums[c].product, products[c], 1e-4 * pixels * out);
        }
    });
}

TEST_P(WeightGradient, IsThatOfTheReference) {
    for_each_layer(11, [&](TestLayer& layer) {
        layer.weight_gradient();
        const auto expected = reference::convolution_kernel_gradient(
            factors(GetParam(), layer.in, 11), factors(GetParam(), layer.out_gradient, 11));
        for (std::size_t i = 0; i < expected.size(); ++i) {
            ASSERT_NEAR(layer.gradient[i], expected[i], 2e-6 * 11 * layer.shape.pixels()) << i;
        }
    });
}

TEST_P(ForwardAndDataGradient, HaveTheSameBitsOnEveryTarget) {
    SameBits bits;
    for_each_layer(16, [&](TestLayer& layer) {
        layer.forward();
        layer.data_gradient(0);
        bits.expect(layer.shape, "out", plain(layer.out.buffer));
        bits.expect(layer.shape, "sums of out", plain(layer.out_sums));
        bits.expect(layer.shape, "in gradient", plain(layer.in_gradient.buffer));
        bits.expect(layer.shape, "sums of in gradient", plain(layer.in_sums));
    });
}

TEST_P(WeightGradient, HasTheSameBitsOnEveryTarget) {
    SameBits bits;
    for_each_layer(16, [&](TestLayer& layer) {
        layer.weight_gradient();
        bits.expect(layer.shape, "weight gradient", layer.gradient);
    });
}

template <typename Passes>
std::vector<ConvolutionAlgorithm> algorithms_with(const Passes* ConvolutionAlgorithm::*passes) {
    std::vector<ConvolutionAlgorithm> algorithms;
    for (const ConvolutionAlgorithm& algorithm : convolution_algorithms()) {
        if (algorithm.*passes != nullptr) algorithms.push_back(algorithm);
    }
    return algorithms;
}

std::string test_name(const ::testing::TestParamInfo<ConvolutionAlgorithm>& instance) {
    std::string name(instance.param.name);
    std::erase(name, ' ');
    return name;
}

INSTANTIATE_TEST_SUITE_P(EveryAlgorithm, ForwardAndDataGradient,
                         ::testing::ValuesIn(algorithms_with(&ConvolutionAlgorithm::passes)), test_name);
INSTANTIATE_TEST_SUITE_P(EveryAlgorithm, WeightGradient,
                         ::testing::ValuesIn(algorithms_with(&ConvolutionAlgorithm::weight_gradient)),
                         test_name);

}  // namespace
}  // namespace nanonas::kernels
