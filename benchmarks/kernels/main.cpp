// SPDX-License-Identifier: MIT
// The convolution kernels at layer shapes of the search space, as a share of the FMA peak measured in the
// same run. Counted are the MACC definition's operations: all nine taps of every pixel, borders too, so that
// planes of a few pixels, whose border taps are left out, may exceed 100 %.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <functional>
#include <set>
#include <vector>

#include "base/random.h"
#include "fma_peak.h"
#include "kernels/buffer.h"
#include "kernels/convolution.h"
#include "kernels/reference/widen.h"
#include "kernels/simd_targets.h"
#include "kernels/weight_gradient.h"

namespace nanonas::kernels {
namespace {

struct Shape {
    int in, out, side;
    auto operator<=>(const Shape&) const = default;
};

// First layers at four sizes, then the cells of networks that meet every number of channels from 1 to 64.
std::vector<Shape> shapes_of_the_space() {
    std::set<Shape> shapes;
    for (const int side : {96, 50, 48, 32}) {
        for (const int out : {1, 2, 3, 4, 5, 6, 8, 11, 16}) shapes.insert({3, out, side});
        for (int k = 1; k <= 16; k += side == 50 ? 1 : 5) {
            int in = k, height = side / 2, scale = 1;
            for (int cell = 0; cell < 5 && height > 0; ++cell, height /= 2, scale *= 2) {
                const int out = (in * (scale + 1) + scale - 1) / scale;
                if (out <= 64) shapes.insert({in, out, height});
                in = out;
            }
        }
    }
    std::vector<Shape> ordered(shapes.begin(), shapes.end());
    std::sort(ordered.begin(), ordered.end(), [](const Shape& a, const Shape& b) {
        return std::tuple(-a.side, a.in, a.out) < std::tuple(-b.side, b.in, b.out);
    });
    return ordered;
}

void fill(Buffer& buffer, int samples, std::uint64_t seed) {
    Random random(seed, RandomPurpose::test);
    for (std::size_t i = 0; i < buffer.size(); ++i) {
        const float value = random.uniform(-1, 1);
        buffer[i] = static_cast<int>(i % pack_size) < samples ? value : 0.0f;
    }
}

struct Layer {
    explicit Layer(const Shape& s)
        : shape(s),
          in(s.in, s.side, s.side),
          out(s.out, s.side, s.side),
          in_gradient(s.in, s.side, s.side),
          kernel(static_cast<std::size_t>(s.in) * s.out * 9),
          gradient(kernel.size()),
          sums(static_cast<std::size_t>(std::max(s.in, s.out))),
          blocks(output_blocks(s.in, s.out, s.side, s.side)),
          turned_blocks(output_blocks(s.out, s.in, s.side, s.side)),
          packed(packed_floats(s.in, blocks)),
          turned(packed_floats(s.out, turned_blocks)),
          scratch(std::max(scratch_floats(in.planes, blocks), scratch_floats(out.planes, turned_blocks))) {
        Random random(1, RandomPurpose::test);
        for (float& weight : kernel) weight = random.uniform(-1, 1);
        pack_kernel(kernel.data(), s.in, blocks, packed.data());
        pack_turned_kernel(kernel.data(), s.out, turned_blocks, turned.data());
    }

    void forward() {
        for (int b = 0; b < blocks.count; ++b) {
            convolve({in.planes, out.planes, packed.data(), blocks, b, scratch.data()}, sums.data());
        }
    }
    void data_gradient() {
        for (int b = 0; b < turned_blocks.count; ++b) {
            convolve_gradient(
                {out.planes, in_gradient.planes, turned.data(), turned_blocks, b, scratch.data()}, in.planes,
                -2.0f, sums.data());
        }
    }
    void kernel_gradient() { weight_gradient(in.planes, out.planes, 0, shape.out, gradient.data()); }

    // The largest distance from the slow twins, relative to their largest value, with two samples in the
    // pack.
    double distance_from_twins() {
        constexpr int samples = 2;
        fill(in.buffer, samples, 2);
        const std::vector<double> weights(kernel.begin(), kernel.end());
        double worst = 0;
        const auto compare = [&](const std::vector<double>& value, const std::vector<double>& wanted) {
            double distance = 0, scale = 1e-30;
            for (std::size_t i = 0; i < wanted.size(); ++i) {
                distance = std::max(distance, std::abs(value[i] - wanted[i]));
                scale = std::max(scale, std::abs(wanted[i]));
            }
            worst = std::max(worst, distance / scale);
        };
        const reference::Tensor x = widen(in.planes, samples);
        forward();
        compare(widen(out.planes, samples).values, reference::convolve(x, weights, shape.out).values);
        const reference::Tensor dy = widen(out.planes, samples);
        data_gradient();
        compare(widen(in_gradient.planes, samples).values,
                reference::convolution_input_gradient(dy, weights, shape.in).values);
        kernel_gradient();
        compare({gradient.begin(), gradient.end()}, reference::convolution_kernel_gradient(x, dy));
        return worst;
    }

    Shape shape;
    OwnedPlanes in, out, in_gradient;
    std::vector<float> kernel, gradient;
    std::vector<ChannelSums> sums;
    OutputBlocks blocks, turned_blocks;
    Buffer packed, turned, scratch;
};

// Operations a second, the best of a few runs of about 2 ms.
double rate(const Layer& layer, const std::function<void()>& run) {
    const double flops =
        2.0 * pack_size * 9 * layer.shape.in * layer.shape.out * layer.shape.side * layer.shape.side;
    const int rounds = std::max(1, static_cast<int>(4e8 / flops));
    double best = 1e30;
    for (int i = 0; i < 7; ++i) {
        const double begin = thread_seconds();
        for (int r = 0; r < rounds; ++r) run();
        best = std::min(best, (thread_seconds() - begin) / rounds);
    }
    return flops / best;
}

struct Share {
    Shape shape;
    double forward, data_gradient, kernel_gradient;
};

void print_summary(std::vector<Share> shares) {
    const auto report = [&](const char* what, const std::function<bool(const Shape&)>& belongs) {
        std::vector<double> values;
        for (const Share& s : shares) {
            if (s.shape.side >= 3 && belongs(s.shape)) {
                values.insert(values.end(), {s.forward, s.data_gradient, s.kernel_gradient});
            }
        }
        if (values.empty()) return;
        std::sort(values.begin(), values.end());
        std::printf("%s: least %.1f %%, median %.1f %%\n", what, values.front(), values[values.size() / 2]);
    };
    report("3 and more channels in and out", [](const Shape& s) { return s.in >= 3 && s.out >= 3; });
    report("fewer", [](const Shape& s) { return s.in < 3 || s.out < 3; });
}

int measure(const std::string& only) {
    for (const std::int64_t target : simd_targets()) {
        if (!only.empty() && only != simd_target_name(target)) continue;
        use_simd_target(target);
        const double peak = fma_peak();
        std::printf("%s, peak %.0f GFLOP/s; share of it in %%\n%10s %6s %8s %8s %8s\n",
                    std::string(simd_target_name(target)).c_str(), peak / 1e9, "in->out", "side", "forward",
                    "data", "weights");
        std::vector<Share> shares;
        for (const Shape& shape : shapes_of_the_space()) {
            Layer layer(shape);
            if (const double distance = layer.distance_from_twins(); distance > 1e-5) {
                std::fprintf(stderr, "%d->%d at %d differs from the twins by %g\n", shape.in, shape.out,
                             shape.side, distance);
                return 1;
            }
            fill(layer.in.buffer, pack_size, 3);
            Share share{shape, 0, 0, 0};
            share.forward = 100 * rate(layer, [&] { layer.forward(); }) / peak;
            share.data_gradient = 100 * rate(layer, [&] { layer.data_gradient(); }) / peak;
            share.kernel_gradient = 100 * rate(layer, [&] { layer.kernel_gradient(); }) / peak;
            std::printf("%4d->%-4d %6d %8.1f %8.1f %8.1f\n", shape.in, shape.out, shape.side, share.forward,
                        share.data_gradient, share.kernel_gradient);
            shares.push_back(share);
        }
        print_summary(shares);
    }
    return 0;
}

}  // namespace
}  // namespace nanonas::kernels

int main(int argc, char** argv) {
    std::string target;
    CLI::App app("Times the convolution kernels on one thread.");
    app.add_option("--target", target, "AVX2 or AVX3; otherwise all");
    CLI11_PARSE(app, argc, argv);
    return nanonas::kernels::measure(target);
}
