// SPDX-License-Identifier: MIT
// The scalar references: each layer of the training engine in double precision, written for reading. Tests
// compare every kernel with its reference, and gradients with finite differences of the references' forward
// functions.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace nanonas::reference {

// values[((sample * channels + channel) * height + y) * width + x]
struct Tensor {
    Tensor() = default;
    Tensor(int samples_, int channels_, int height_, int width_)
        : samples(samples_),
          channels(channels_),
          height(height_),
          width(width_),
          values(static_cast<std::size_t>(samples_) * channels_ * height_ * width_) {}

    int samples = 0, channels = 0, height = 0, width = 0;
    std::vector<double> values;

    double& at(int sample, int channel, int y, int x) { return values[index(sample, channel, y, x)]; }
    double at(int sample, int channel, int y, int x) const { return values[index(sample, channel, y, x)]; }
    double per_channel() const { return static_cast<double>(samples) * height * width; }

  private:
    std::size_t index(int sample, int channel, int y, int x) const {
        return ((static_cast<std::size_t>(sample) * channels + channel) * height + y) * width + x;
    }
};

// 3x3, stride 1, zero padding; kernel [out][in][3][3].
Tensor convolve(const Tensor& in, std::span<const double> kernel, int out_channels);
Tensor convolution_input_gradient(const Tensor& out_gradient, std::span<const double> kernel,
                                  int in_channels);
std::vector<double> convolution_kernel_gradient(const Tensor& in, const Tensor& out_gradient);

Tensor add_bias(Tensor in, std::span<const double> bias);
Tensor relu(Tensor in);

// 2x2, stride 2, an odd last row or column left out.
Tensor max_pool(const Tensor& in);
// The first maximum of a window, row by row, takes its gradient.
Tensor max_pool_gradient(const Tensor& in, const Tensor& out_gradient);

struct Moments {
    std::vector<double> mean, variance;  // of each channel; the variance is the biased one
};
Moments moments(const Tensor& in);
// gamma (x - mean) / sqrt(variance + epsilon) + beta with Keras' epsilon, 1e-3
Tensor batch_norm(const Tensor& in, const Moments& moments, std::span<const double> gamma,
                  std::span<const double> beta);

struct BatchNormGradient {
    Tensor in;
    std::vector<double> gamma, beta;
};
// With the moments of `in` itself.
BatchNormGradient batch_norm_gradient(const Tensor& in, std::span<const double> gamma,
                                      const Tensor& out_gradient);

// [sample][channel]
std::vector<double> global_mean(const Tensor& in);
// [sample][class]; kernel [class][feature]
std::vector<double> dense(std::span<const double> features, std::span<const double> kernel,
                          std::span<const double> bias);
std::vector<double> softmax(std::span<const double> logits, int classes);
// The mean over samples against (1 - smoothing) one_hot(label) + smoothing / classes.
double cross_entropy(std::span<const double> logits, std::span<const int> labels, int classes,
                     double smoothing = 0);

// One value of each array, at step t = 1, 2, ...
struct AdamState {
    double weight = 0, m = 0, v = 0;
};
AdamState adam(AdamState state, double gradient, double learning_rate, double weight_decay, int t);

}  // namespace nanonas::reference
