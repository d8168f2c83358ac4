// SPDX-License-Identifier: MIT
// The convolution kernels at layer shapes of the search space, as a share of the FMA peak measured in the
// same run. Counted are the MACC definition's operations: all nine taps of every pixel, borders too, so that
// planes of a few pixels, whose border taps are left out, may exceed 100 %.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "fma_peak.h"
#include "kernels/simd_targets.h"
#include "layer.h"
#include "onednn.h"
#include "passes.h"

namespace nanonas::kernels {
namespace {

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

struct Share {
    Shape shape;
    double forward, data_gradient, kernel_gradient;
    double times_onednn;  // the least of the three, or 0: not compared
};

struct Options {
    std::string target;
    bool fast = false;
    bool passes = false;              // them alone
    std::vector<std::string> layers;  // these alone
};

std::vector<Shape> chosen_shapes(const Options& options) {
    if (options.layers.empty()) return shapes_of_the_space();
    std::vector<Shape> shapes;
    for (const std::string& layer : options.layers) {
        Shape shape{};
        if (std::sscanf(layer.c_str(), "%dx%dx%d", &shape.in, &shape.out, &shape.side) == 3)
            shapes.push_back(shape);
    }
    return shapes;
}

double quantile(std::vector<double> values, double part) {
    std::sort(values.begin(), values.end());
    return values[static_cast<std::size_t>(part * static_cast<double>(values.size() - 1))];
}

void print_summary(const std::vector<Share>& shares) {
    const auto report = [&](const char* what, const std::function<bool(const Shape&)>& belongs) {
        std::vector<double> values, times;
        for (const Share& s : shares) {
            if (s.shape.side < 3 || !belongs(s.shape)) continue;
            values.insert(values.end(), {s.forward, s.data_gradient, s.kernel_gradient});
            if (s.times_onednn > 0) times.push_back(s.times_onednn);
        }
        if (values.empty()) return;
        std::printf("%s: least %.1f %%, median %.1f %%", what, quantile(values, 0), quantile(values, 0.5));
        if (!times.empty()) {
            std::printf("; least of a layer's three over oneDNN: %.2f, at the median %.2f",
                        quantile(times, 0), quantile(times, 0.5));
        }
        std::printf("\n");
    };
    report("3 and more channels in and out", [](const Shape& s) { return s.in >= 3 && s.out >= 3; });
    report("fewer", [](const Shape& s) { return s.in < 3 || s.out < 3; });
}

// Times a layer's three kernels between two measurements of the peak; nothing if a result is wrong.
// `peak` is the measurement before and becomes the one after.
std::optional<Share> measure(const Shape& shape, bool fast, bool with_onednn, double& peak) {
    Layer layer(shape, fast ? Precision::rounded : Precision::exact);
    const double distance = layer.distance_from_references();
    if (distance > (fast ? 3e-2 : 2e-5)) {
        std::fprintf(stderr, "%d->%d at %d differs from the references by %g\n", shape.in, shape.out,
                     shape.side, distance);
        return std::nullopt;
    }
    const OneDnnLayer plain = layer.for_onednn();
    const double seconds[3] = {best_seconds([&] { layer.forward(); }),
                               best_seconds([&] { layer.data_gradient(); }),
                               best_seconds([&] { layer.kernel_gradient(); })};
    double theirs[3] = {};
    if (with_onednn) {
        const OneDnnRun run = onednn_layer(plain);
        if (const double apart = layer.distance_from(run); apart > (fast ? 3e-2 : 1e-4)) {
            std::fprintf(stderr, "%d->%d at %d: oneDNN differs by %g\n", shape.in, shape.out, shape.side,
                         apart);
            return std::nullopt;
        }
        theirs[0] = best_seconds(run.forward);
        theirs[1] = best_seconds(run.data_gradient);
        theirs[2] = best_seconds(run.weight_gradient);
    }
    const double before = std::exchange(peak, fma_peak());
    const auto share = [&](double time) { return 100 * shape.flops() / time / std::max(before, peak); };
    std::printf("%4d->%-4d %6d", shape.in, shape.out, shape.side);
    for (const double time : seconds) std::printf(" %8.1f", share(time));
    Share result{shape, share(seconds[0]), share(seconds[1]), share(seconds[2]), 0};
    if (with_onednn) {
        for (const double time : theirs) std::printf(" %8.1f", share(time));
        result.times_onednn =
            std::min({theirs[0] / seconds[0], theirs[1] / seconds[1], theirs[2] / seconds[2]});
        std::printf(" %8.2f", result.times_onednn);
    }
    std::printf("\n");
    return result;
}

int measure(const Options& options) {
    for (const std::int64_t target : simd_targets()) {
        const std::string name(simd_target_name(target));
        if (!options.target.empty() && options.target != name) continue;
        use_simd_target(target);
        if (options.passes) {
            std::printf("%s, ", name.c_str());
            print_passes();
            continue;
        }
        // oneDNN chooses its instructions once: with both targets in one run only the first is compared.
        const bool with_onednn = onednn_begins(name);
        double peak = fma_peak();
        std::printf("%s, peak %.0f GFLOP/s; share of it in %%\n%10s %6s %8s %8s %8s", name.c_str(),
                    peak / 1e9, "in->out", "side", "forward", "data", "weights");
        std::printf("%s\n", with_onednn ? "   oneDNN     data  weights    times" : "");
        std::vector<Share> shares;
        for (const Shape& shape : chosen_shapes(options)) {
            const auto share = measure(shape, options.fast, with_onednn, peak);
            if (!share) return 1;
            shares.push_back(*share);
        }
        print_summary(shares);
        if (options.layers.empty()) print_passes();
    }
    return 0;
}

}  // namespace
}  // namespace nanonas::kernels

int main(int argc, char** argv) {
    nanonas::onednn_on_one_thread(argv);
    nanonas::kernels::Options options;
    CLI::App app("Times the convolution kernels on one thread.");
    app.add_option("--target", options.target, "AVX2 or AVX3; otherwise all");
    app.add_flag("--fast", options.fast, "bfloat16 products, as with --math fast");
    app.add_flag("--passes", options.passes, "the passes over a channel alone");
    app.add_option("--layer", options.layers, "INxOUTxSIDE: these layers alone, such as 3x5x50")
        ->check(CLI::Validator(
            [](const std::string& text) {
                int in = 0, out = 0, side = 0;
                const bool read = std::sscanf(text.c_str(), "%dx%dx%d", &in, &out, &side) == 3;
                return read && in > 0 && out > 0 && side > 0 ? "" : "not of the form INxOUTxSIDE: " + text;
            },
            "INxOUTxSIDE"));
    CLI11_PARSE(app, argc, argv);
    setvbuf(stdout, nullptr, _IOLBF, 0);  // a long table, row by row
    return nanonas::kernels::measure(options);
}
