// SPDX-License-Identifier: MIT
#include "layer.h"

#include <cmath>
#include <span>

#include "base/random.h"
#include "fma_peak.h"
#include "kernels/reference/widen.h"
#include "kernels/weight_gradient.h"

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

Layer::Layer(const Shape& s, bool bf16)
    : shape_(s),
      in_(s.in, s.side, s.side),
      out_(s.out, s.side, s.side),
      in_gradient_(s.in, s.side, s.side),
      kernel_(static_cast<std::size_t>(s.in) * s.out * 9),
      gradient_(kernel_.size()),
      sums_(static_cast<std::size_t>(std::max(s.in, s.out))),
      blocks_(output_blocks(s.in, s.out, s.side, s.side, bf16)),
      turned_blocks_(output_blocks(s.out, s.in, s.side, s.side, bf16)),
      kernel_gradient_(weight_gradient_algorithm(s.in, s.out, s.side, s.side, bf16)),
      packed_(packed_floats(s.in, blocks_)),
      turned_(packed_floats(s.out, turned_blocks_)) {
    scratch_ =
        Buffer(std::max({scratch_floats(in_.planes, blocks_), scratch_floats(out_.planes, turned_blocks_),
                         weight_gradient_scratch(kernel_gradient_, in_.planes, s.out)}));
    Random random(1, RandomPurpose::test);
    for (float& weight : kernel_) weight = random.uniform(-1, 1);
    pack_kernel(kernel_.data(), s.in, blocks_, packed_.data());
    pack_turned_kernel(kernel_.data(), s.out, turned_blocks_, turned_.data());
}

void Layer::forward() {
    for (int b = 0; b < blocks_.count; ++b) {
        convolve({in_.planes, out_.planes, packed_.data(), blocks_, b, scratch_.data()}, sums_.data());
    }
}

void Layer::data_gradient() {
    for (int b = 0; b < turned_blocks_.count; ++b) {
        convolve_gradient(
            {out_.planes, in_gradient_.planes, turned_.data(), turned_blocks_, b, scratch_.data()},
            in_.planes, -2.0f, sums_.data());
    }
}

void Layer::kernel_gradient() {
    weight_gradient({in_.planes, out_.planes, kernel_gradient_, scratch_.data()}, 0, shape_.out,
                    gradient_.data());
}

double Layer::distance_from_twins() {
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
