// SPDX-License-Identifier: MIT
#include "layer.h"

#include <cmath>
#include <span>

#include "base/random.h"
#include "fma_peak.h"
#include "kernels/reference/widen.h"

namespace nanonas::kernels {
namespace {

void fill(Buffer& buffer, int samples, std::uint64_t seed) {
    Random random(seed, RandomPurpose::test);
    for (std::size_t i = 0; i < buffer.size(); ++i) {
        const float value = random.uniform(-1, 1);
        buffer[i] = static_cast<int>(i % pack_size) < samples ? value : 0.0f;
    }
}

double distance(std::span<const double> values, std::span<const double> wanted) {
    double most = 0, scale = 1e-30;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        most = std::max(most, std::abs(values[i] - wanted[i]));
        scale = std::max(scale, std::abs(wanted[i]));
    }
    return most / scale;
}

std::vector<float> plain(const Planes& planes) {
    const std::vector<double> values = widen(planes, pack_size).values;
    return {values.begin(), values.end()};
}

}  // namespace

Layer::Layer(const Shape& s, Precision precision)
    : shape_(s),
      in_(s.in, s.side, s.side),
      out_(s.out, s.side, s.side),
      in_gradient_(s.in, s.side, s.side),
      kernel_(static_cast<std::size_t>(s.in) * s.out * 9),
      gradient_(kernel_.size()),
      sums_(static_cast<std::size_t>(std::max(s.in, s.out))),
      plan_({s.in, s.out, s.side, s.side},
            {.precision = precision, .data_gradient = true, .weight_gradient = true}) {
    scratch_.fit(plan_);
    Random random(1, RandomPurpose::test);
    for (float& weight : kernel_) weight = random.uniform(-1, 1);
    plan_.pack(kernel_.data());
}

void Layer::forward() {
    const auto in = plan_.prepare(in_.planes, scratch_);
    for (const ChannelRange outputs : plan_.output_groups()) {
        plan_.forward(in, outputs, out_.planes, sums_.data());
    }
}

void Layer::data_gradient() {
    plan_.data_gradient(out_.planes, in_.planes, -2.0f, in_gradient_.planes, sums_.data(), scratch_);
}

void Layer::kernel_gradient() {
    for (const ChannelRange outputs : plan_.weight_gradient_groups()) {
        plan_.weight_gradient(in_.planes, out_.planes, outputs, gradient_.data(), scratch_);
    }
}

double Layer::distance_from_references() {
    constexpr int samples = 2;
    fill(in_.buffer, samples, 2);
    const std::vector<double> weights(kernel_.begin(), kernel_.end());
    const reference::Tensor x = widen(in_.planes, samples);
    forward();
    double worst =
        distance(widen(out_.planes, samples).values, reference::convolve(x, weights, shape_.out).values);
    const reference::Tensor dy = widen(out_.planes, samples);
    data_gradient();
    worst = std::max(worst, distance(widen(in_gradient_.planes, samples).values,
                                     reference::convolution_input_gradient(dy, weights, shape_.in).values));
    kernel_gradient();
    return std::max(worst, distance(widen(gradient_), reference::convolution_kernel_gradient(x, dy)));
}

OneDnnLayer Layer::for_onednn() {
    fill(in_.buffer, pack_size, 3);
    forward();
    data_gradient();
    kernel_gradient();
    return {shape_.in, shape_.out, shape_.side, plain(in_.planes), kernel_, plain(out_.planes)};
}

double Layer::distance_from(const OneDnnRun& run) const {
    return std::max({distance(widen(run.output), widen(out_.planes, pack_size).values),
                     distance(widen(run.in_gradient), widen(in_gradient_.planes, pack_size).values),
                     distance(widen(run.kernel_gradient), widen(gradient_))});
}

double best_seconds(const std::function<void()>& run) {
    double best = 1e30;
    int rounds = 1;
    for (int i = 0; i < 7; ++i) {
        const double begin = thread_seconds();
        for (int r = 0; r < rounds; ++r) run();
        best = std::min(best, (thread_seconds() - begin) / rounds);
        rounds = std::clamp(static_cast<int>(2e-3 / best), 1, 100000);
    }
    return best;
}

}  // namespace nanonas::kernels
