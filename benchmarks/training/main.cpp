// SPDX-License-Identifier: MIT
// Times an evaluation as the search makes it (three epochs, batch 16, validation each epoch) or any other
// training, as a share of this machine's FMA peak.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <fstream>
#include <numeric>
#include <vector>

#include "base/random.h"
#include "fma_peak.h"
#include "kernels/planes.h"
#include "kernels/simd_targets.h"
#include "nanonas/thread_pool.h"
#include "nanonas/training.h"
#include "work_times.h"

namespace nanonas {
namespace {

// All pictures in memory, so that no decoding and no disk is timed.
class MemorySource : public PictureSource {
  public:
    MemorySource(InputShape shape, int classes, std::uint32_t count)
        : shape_(shape), classes_(classes), count_(count), bytes_(shape.bytes() * count) {
        Random random(1, RandomPurpose::test);
        for (auto& byte : bytes_) byte = static_cast<std::uint8_t>(random.bits());
    }

    InputShape shape() const override { return shape_; }
    std::uint32_t size() const override { return count_; }
    int label(std::uint32_t picture) const override { return static_cast<int>(picture) % classes_; }
    Result<void> read(std::uint32_t picture, std::span<std::uint8_t> out) const override {
        std::copy_n(bytes_.begin() + static_cast<std::ptrdiff_t>(picture * out.size()), out.size(),
                    out.begin());
        return {};
    }

  private:
    InputShape shape_;
    int classes_;
    std::uint32_t count_;
    std::vector<std::uint8_t> bytes_;
};

// The MACC definition's operations of the convolutions: forward and kernel gradient of every one, data
// gradient of all but the first, and forward alone for validation.
double convolution_flops(const Architecture& architecture, double training, double validation) {
    double flops = 0;
    bool first = true;
    const std::vector<Layer> all = layers(architecture);
    const std::vector<TensorShape> outputs = shapes(all, architecture.input);
    for (const std::size_t i : indices(all, LayerKind::convolution)) {
        const TensorShape in = input_shape(all[i], outputs, architecture.input);
        flops += 2.0 * static_cast<double>(macc(all[i], in, outputs[i])) *
                 (training * (first ? 2 : 3) + validation);
        first = false;
    }
    return flops;
}

void print_works(const Architecture& architecture, const TrainingData& data, Math math) {
    const std::vector<WorkTime> times = work_times(architecture, data, math);
    double total = 0;
    for (const WorkTime& time : times) total += time.seconds;
    for (const WorkTime& time : times) {
        std::printf("  %-16s %6.2f %%  %8.1f us a step\n", time.name, 100 * time.seconds / total,
                    1e6 * time.seconds / time.steps);
    }
}

double peak_resident_mib() {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with("VmHWM:")) return std::stod(line.substr(6)) / 1024;
    }
    return 0;
}

struct Options {
    std::string architecture = "3,3", input = "50x50x3", variant = "current", target, math = "exact";
    int classes = 2, threads = 1, runs = 5;
    std::uint32_t training = 3500, validation = 1500;
    TrainingRecipe recipe = evaluation_recipe();
};

int run(const Options& options) {
    const auto shape = parse_input_shape(options.input);
    const auto variant = parse_family(options.variant);
    int k = 0, c = 0;
    if (!shape || !variant || std::sscanf(options.architecture.c_str(), "%d,%d", &k, &c) != 2) return 2;
    const Architecture architecture{*variant, k, c, *shape, options.classes};
    for (const std::int64_t target : kernels::simd_targets()) {
        if (kernels::simd_target_name(target) == options.target) kernels::use_simd_target(target);
    }
    const MemorySource source(*shape, options.classes, options.training + options.validation);
    std::vector<std::uint32_t> indices(source.size());
    std::iota(indices.begin(), indices.end(), 0u);
    const std::span all(indices);
    const TrainingData data{&source, all.first(options.training), all.subspan(options.training)};
    const double flops =
        options.recipe.epochs * convolution_flops(architecture, options.training, options.validation);
    const Math math = options.math == "fast" ? Math::fast : Math::exact;
    if (const double distance = distance_from_reference(architecture, data); !(distance < 1e-4)) {
        std::fprintf(stderr, "The loss of the first batch differs from the reference's by %g.\n", distance);
        return 1;
    }
    ThreadPool threads(options.threads);
    double best_wall = 1e30, best_cpu = 1e30, peak = 0;
    for (int i = 0; i < options.runs; ++i) {
        Progress progress;
        peak = std::max(peak, fma_peak());
        const double begin = thread_seconds();
        const auto trained =
            train(architecture, data, options.recipe, {.seed = 1, .math = math}, threads, progress);
        if (!trained) {
            std::fprintf(stderr, "%s\n", trained.error().message.c_str());
            return 1;
        }
        best_cpu = std::min(best_cpu, thread_seconds() - begin);
        best_wall = std::min(best_wall, trained->seconds);
    }
    std::printf("%s %s %s: %.3f s (CPU of the calling thread %.3f s), ", name(architecture).c_str(),
                options.input.c_str(), options.variant.c_str(), best_wall, best_cpu);
    const double seconds = options.threads == 1 ? best_cpu : best_wall;
    std::printf("%.0f GFLOP/s of %d x %.0f (%.1f %%), %.1f MiB resident at most\n", flops / seconds / 1e9,
                options.threads, peak / 1e9, 100 * flops / seconds / (peak * options.threads),
                peak_resident_mib());
    if (options.recipe.batch == kernels::pack_size) print_works(architecture, data, math);
    return 0;
}

}  // namespace
}  // namespace nanonas

int main(int argc, char** argv) {
    nanonas::Options options;
    CLI::App app("Times a training on random pictures, best of a few runs.");
    app.add_option("--arch", options.architecture, "K,C");
    app.add_option("--input", options.input);
    app.add_option("--variant", options.variant);
    app.add_option("--target", options.target, "AVX2 or AVX3; otherwise the best");
    app.add_option("--math", options.math)->check(CLI::IsMember({"exact", "fast"}));
    app.add_option("--classes", options.classes);
    app.add_option("--threads", options.threads);
    app.add_option("--runs", options.runs);
    app.add_option("--training", options.training, "pictures");
    app.add_option("--validation", options.validation, "pictures");
    app.add_option("--epochs", options.recipe.epochs);
    app.add_option("--batch", options.recipe.batch);
    app.add_option("--shift", options.recipe.shift);
    CLI11_PARSE(app, argc, argv);
    return nanonas::run(options);
}
