// SPDX-License-Identifier: MIT
#include "kernels/reference/layers.h"

#include <algorithm>
#include <cmath>

#include "kernels/math.h"

namespace nanonas::reference {
namespace {

// body(sample, channel, y, x) for each value of a tensor.
template <typename Body>
void for_each(const Tensor& t, const Body& body) {
    for (int s = 0; s < t.samples; ++s) {
        for (int c = 0; c < t.channels; ++c) {
            for (int y = 0; y < t.height; ++y) {
                for (int x = 0; x < t.width; ++x) body(s, c, y, x);
            }
        }
    }
}

// body(in, tap, input y, input x) for each tap of a 3x3 convolution that lies inside the plane.
template <typename Body>
void for_each_tap(const Tensor& in, int y, int x, const Body& body) {
    for (int i = 0; i < in.channels; ++i) {
        for (int tap = 0; tap < 9; ++tap) {
            const int from_y = y + tap / 3 - 1, from_x = x + tap % 3 - 1;
            if (from_y < 0 || from_y >= in.height || from_x < 0 || from_x >= in.width) continue;
            body(i, tap, from_y, from_x);
        }
    }
}

struct Position {
    int y, x;
};

Position first_maximum(const Tensor& in, int s, int c, int y, int x) {
    Position best{2 * y, 2 * x};
    for (Position p :
         {Position{2 * y, 2 * x + 1}, Position{2 * y + 1, 2 * x}, Position{2 * y + 1, 2 * x + 1}}) {
        if (in.at(s, c, p.y, p.x) > in.at(s, c, best.y, best.x)) best = p;
    }
    return best;
}

}  // namespace

Tensor convolve(const Tensor& in, std::span<const double> kernel, int out_channels) {
    Tensor out(in.samples, out_channels, in.height, in.width);
    for_each(out, [&](int s, int o, int y, int x) {
        for_each_tap(in, y, x, [&](int i, int tap, int from_y, int from_x) {
            out.at(s, o, y, x) += kernel[(o * in.channels + i) * 9 + tap] * in.at(s, i, from_y, from_x);
        });
    });
    return out;
}

Tensor convolution_input_gradient(const Tensor& out_gradient, std::span<const double> kernel,
                                  int in_channels) {
    Tensor in(out_gradient.samples, in_channels, out_gradient.height, out_gradient.width);
    for_each(out_gradient, [&](int s, int o, int y, int x) {
        for_each_tap(in, y, x, [&](int i, int tap, int from_y, int from_x) {
            in.at(s, i, from_y, from_x) +=
                kernel[(o * in_channels + i) * 9 + tap] * out_gradient.at(s, o, y, x);
        });
    });
    return in;
}

std::vector<double> convolution_kernel_gradient(const Tensor& in, const Tensor& out_gradient) {
    std::vector<double> gradient(static_cast<std::size_t>(out_gradient.channels) * in.channels * 9);
    for_each(out_gradient, [&](int s, int o, int y, int x) {
        for_each_tap(in, y, x, [&](int i, int tap, int from_y, int from_x) {
            gradient[(o * in.channels + i) * 9 + tap] +=
                in.at(s, i, from_y, from_x) * out_gradient.at(s, o, y, x);
        });
    });
    return gradient;
}

Tensor add_bias(Tensor in, std::span<const double> bias) {
    for_each(in, [&](int s, int c, int y, int x) { in.at(s, c, y, x) += bias[c]; });
    return in;
}

Tensor relu(Tensor in) {
    for (double& value : in.values) value = std::max(0.0, value);
    return in;
}

Tensor max_pool(const Tensor& in) {
    Tensor out(in.samples, in.channels, in.height / 2, in.width / 2);
    for_each(out, [&](int s, int c, int y, int x) {
        const Position p = first_maximum(in, s, c, y, x);
        out.at(s, c, y, x) = in.at(s, c, p.y, p.x);
    });
    return out;
}

Tensor max_pool_gradient(const Tensor& in, const Tensor& out_gradient) {
    Tensor gradient(in.samples, in.channels, in.height, in.width);
    for_each(out_gradient, [&](int s, int c, int y, int x) {
        const Position p = first_maximum(in, s, c, y, x);
        gradient.at(s, c, p.y, p.x) = out_gradient.at(s, c, y, x);
    });
    return gradient;
}

Moments moments(const Tensor& in) {
    Moments m{std::vector<double>(in.channels), std::vector<double>(in.channels)};
    const double count = in.per_channel();
    for_each(in, [&](int s, int c, int y, int x) { m.mean[c] += in.at(s, c, y, x) / count; });
    for_each(in, [&](int s, int c, int y, int x) {
        const double distance = in.at(s, c, y, x) - m.mean[c];
        m.variance[c] += distance * distance / count;
    });
    return m;
}

Tensor batch_norm(const Tensor& in, const Moments& m, std::span<const double> gamma,
                  std::span<const double> beta) {
    Tensor out = in;
    for_each(in, [&](int s, int c, int y, int x) {
        const double normal = (in.at(s, c, y, x) - m.mean[c]) / std::sqrt(m.variance[c] + 1e-3);
        out.at(s, c, y, x) = gamma[c] * normal + beta[c];
    });
    return out;
}

BatchNormGradient batch_norm_gradient(const Tensor& in, std::span<const double> gamma,
                                      const Tensor& out_gradient) {
    const Moments m = moments(in);
    const std::vector<double> ones(in.channels, 1.0), zeros(in.channels, 0.0);
    const Tensor normal = batch_norm(in, m, ones, zeros);
    BatchNormGradient gradient{in, zeros, zeros};
    for_each(in, [&](int s, int c, int y, int x) {
        gradient.beta[c] += out_gradient.at(s, c, y, x);
        gradient.gamma[c] += out_gradient.at(s, c, y, x) * normal.at(s, c, y, x);
    });
    for_each(in, [&](int s, int c, int y, int x) {
        const double mean = gradient.beta[c] / in.per_channel(), slope = gradient.gamma[c] / in.per_channel();
        gradient.in.at(s, c, y, x) = gamma[c] / std::sqrt(m.variance[c] + 1e-3) *
                                     (out_gradient.at(s, c, y, x) - mean - normal.at(s, c, y, x) * slope);
    });
    return gradient;
}

std::vector<double> global_mean(const Tensor& in) {
    std::vector<double> mean(static_cast<std::size_t>(in.samples) * in.channels);
    const double pixels = static_cast<double>(in.height) * in.width;
    for_each(in,
             [&](int s, int c, int y, int x) { mean[s * in.channels + c] += in.at(s, c, y, x) / pixels; });
    return mean;
}

std::vector<double> dense(std::span<const double> features, std::span<const double> kernel,
                          std::span<const double> bias) {
    const std::size_t classes = bias.size(), width = kernel.size() / classes,
                      samples = features.size() / width;
    std::vector<double> logits(samples * classes);
    for (std::size_t s = 0; s < samples; ++s) {
        for (std::size_t c = 0; c < classes; ++c) {
            double sum = bias[c];
            for (std::size_t f = 0; f < width; ++f) sum += features[s * width + f] * kernel[c * width + f];
            logits[s * classes + c] = sum;
        }
    }
    return logits;
}

std::vector<double> softmax(std::span<const double> logits, int classes) {
    std::vector<double> result(logits.begin(), logits.end());
    for (auto row = result.begin(); row != result.end(); row += classes) {
        const double largest = *std::max_element(row, row + classes);
        double sum = 0;
        for (auto value = row; value != row + classes; ++value) sum += * value = math::exp(*value - largest);
        for (auto value = row; value != row + classes; ++value) *value /= sum;
    }
    return result;
}

double cross_entropy(std::span<const double> logits, std::span<const int> labels, int classes,
                     double smoothing) {
    const std::vector<double> probabilities = softmax(logits, classes);
    double loss = 0;
    for (std::size_t s = 0; s < labels.size(); ++s) {
        for (int c = 0; c < classes; ++c) {
            const double wanted = smoothing / classes + (c == labels[s] ? 1 - smoothing : 0);
            loss -= wanted * math::log(probabilities[s * classes + c]);
        }
    }
    return loss / static_cast<double>(labels.size());
}

AdamState adam(AdamState state, double gradient, double learning_rate, double weight_decay, int t) {
    double first = 1, second = 1;
    for (int i = 0; i < t; ++i) {
        first *= 0.9;
        second *= 0.999;
    }
    state.m += (gradient - state.m) * 0.1;
    state.v += (gradient * gradient - state.v) * 0.001;
    const double rate = learning_rate * std::sqrt(1 - second) / (1 - first);
    state.weight -=
        state.weight * learning_rate * weight_decay + rate * state.m / (std::sqrt(state.v) + 1e-7);
    return state;
}

}  // namespace nanonas::reference
