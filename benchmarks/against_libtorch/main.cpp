// SPDX-License-Identifier: MIT
// A training step (16 pictures in, forward, backward, Adam) in libtorch and here, in turns, after checking
// that libtorch gives the class probabilities of the network trained here. Prints a row of a Markdown table.
// Memory is what becomes resident beyond the loaded libraries and the pictures.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <numeric>
#include <thread>
#include <vector>

#include "base/random.h"
#include "nanonas/training.h"
#include "system/peak_memory.h"
#include "torch_network.h"

namespace nanonas {
namespace {

constexpr std::uint32_t batch = 16;

struct Options {
    std::string architecture, input = "50x50x3";
    int classes = 2, rounds = 5;
    std::uint32_t steps = 400, torch_steps = 40;
};

// Random pictures in memory, so that neither decoding nor a disk is timed.
class RandomPictures : public PictureSource {
  public:
    RandomPictures(InputShape shape, int classes, std::uint32_t count) : shape_(shape) {
        Random random(1, RandomPurpose::test);
        bytes.resize(static_cast<std::size_t>(shape.bytes()) * count);
        for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random.bits());
        for (std::uint32_t i = 0; i < count; ++i) labels.push_back(i % static_cast<unsigned>(classes));
    }

    InputShape shape() const override { return shape_; }
    std::uint32_t size() const override { return static_cast<std::uint32_t>(labels.size()); }
    int label(std::uint32_t picture) const override { return static_cast<int>(labels[picture]); }
    Result<void> read(std::uint32_t picture, std::span<std::uint8_t> out) const override {
        std::ranges::copy(span(picture, 1), out.begin());
        return {};
    }
    std::span<const std::uint8_t> span(std::uint32_t first, std::uint32_t count) const {
        const auto size = static_cast<std::size_t>(shape_.bytes());
        return std::span(bytes).subspan(first * size, count * size);
    }

    std::vector<std::uint8_t> bytes;
    std::vector<std::int64_t> labels;

  private:
    InputShape shape_;
};

double seconds_of(const auto& work) {
    const auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

double peak_mib() {
    return static_cast<double>(peak_resident_bytes().value_or(0)) / (1 << 20);
}

double median(std::vector<double> values) {
    std::ranges::sort(values);
    return values[values.size() / 2];
}

class Comparison {
  public:
    Comparison(const Architecture& architecture, const Options& options)
        : architecture_(architecture),
          options_(options),
          pictures_(architecture.input, architecture.classes, options.steps * batch),
          all_(pictures_.size()) {
        std::iota(all_.begin(), all_.end(), 0u);
    }

    // One epoch is `steps` steps; the validation of one batch is counted with them.
    Result<TrainedNetwork> train_here(std::uint64_t seed) const {
        TrainingRecipe recipe = reference_evaluation_recipe();
        recipe.epochs = 1;
        SerialExecutor executor;
        Progress silent;
        return train(architecture_, {&pictures_, all_, std::span(all_).first(batch)}, recipe, {.seed = seed},
                     executor, silent);
    }

    Result<void> check() {
        NANONAS_TRY(const TrainedNetwork trained, train_here(0));
        const auto some = std::span(all_).first(4 * batch);
        SerialExecutor executor;
        NANONAS_TRY(const std::vector<float> ours, predict(trained.network, pictures_, some, executor));
        torch_.set(trained.network);
        const std::vector<float> theirs = torch_.predict(pictures_.span(0, 4 * batch));
        for (std::size_t i = 0; i < ours.size(); ++i) {
            if (!(std::abs(ours[i] - theirs[i]) < 1e-3f)) {
                return failure("libtorch gives probability {} where nanonas gives {}.", theirs[i], ours[i]);
            }
        }
        return {};
    }

    double here(int at_once) const {
        const double seconds = seconds_of([&] {
            std::vector<std::thread> threads;
            for (int i = 0; i < at_once; ++i) threads.emplace_back([this, i] { (void)train_here(i); });
            for (std::thread& thread : threads) thread.join();
        });
        return seconds / options_.steps / at_once;
    }

    double torch(int threads) {
        use_torch_threads(threads);
        const auto step = [&](std::uint32_t number) {
            const std::uint32_t first = number % options_.steps * batch;
            torch_.train(pictures_.span(first, batch), std::span(pictures_.labels).subspan(first, batch));
        };
        for (std::uint32_t i = 0; i < 3; ++i) step(i);
        const double seconds = seconds_of([&] {
            for (std::uint32_t i = 0; i < options_.torch_steps; ++i) step(i);
        });
        return seconds / options_.torch_steps;
    }

    // To be called before libtorch has worked in this process.
    void measure_memory() {
        const double start = peak_mib();
        here(2);
        mib_ = peak_mib() - start;
        torch(2);
        torch_mib_ = peak_mib() - start;
    }

    void print_row() {
        std::vector<double> one, two, torch_one, torch_two, alone, together;
        for (int round = 0; round < options_.rounds; ++round) {
            torch_one.push_back(torch(1));
            one.push_back(here(1));
            torch_two.push_back(torch(2));
            two.push_back(here(2));
            alone.push_back(torch_one.back() / one.back());
            together.push_back(torch_two.back() / two.back());
        }
        const auto ratio = [](const std::vector<double>& ratios) {
            const auto [low, high] = std::ranges::minmax(ratios);
            return fmt::format("{:.1f} ({:.1f} to {:.1f})", median(ratios), low, high);
        };
        std::printf("| %s | %s | %.2f | %.3f | %s | %.2f | %.3f | %s | %.0f / %.0f |\n",
                    name(architecture_).c_str(), options_.input.c_str(), 1e3 * median(torch_one),
                    1e3 * median(one), ratio(alone).c_str(), 1e3 * median(torch_two), 1e3 * median(two),
                    ratio(together).c_str(), torch_mib_, mib_);
    }

  private:
    Architecture architecture_;
    Options options_;
    RandomPictures pictures_;
    std::vector<std::uint32_t> all_;
    TorchNetwork torch_{architecture_};
    double mib_ = 0, torch_mib_ = 0;
};

Result<void> run(const Options& options) {
    NANONAS_TRY(const InputShape shape, parse_input_shape(options.input));
    Architecture architecture{.input = shape, .classes = options.classes};
    if (std::sscanf(options.architecture.c_str(), "%d,%d", &architecture.k, &architecture.c) != 2) {
        return usage_error("\"{}\" is no network; write K,C, such as 3,2.", options.architecture);
    }
    std::printf(
        "%s\n\n| network | input | libtorch, one thread, ms | nanonas, one thread, ms | times faster | "
        "libtorch, two threads, ms | nanonas, two candidates at once, ms a step | times faster | "
        "memory, MiB |\n|---|---|---|---|---|---|---|---|---|\n",
        torch_version().c_str());
    Comparison comparison(architecture, options);
    comparison.measure_memory();
    NANONAS_TRY_VOID(comparison.check());
    comparison.print_row();
    return {};
}

}  // namespace
}  // namespace nanonas

int main(int argc, char** argv) {
    nanonas::Options options;
    CLI::App app("Times a training step of 16 pictures in libtorch and in nanonas.");
    app.add_option("--arch", options.architecture, "K,C")->required();
    app.add_option("--input", options.input);
    app.add_option("--classes", options.classes)->check(CLI::Range(2, 1000));
    app.add_option("--rounds", options.rounds)->check(CLI::PositiveNumber);
    app.add_option("--steps", options.steps, "of nanonas in a round")->check(CLI::Range(4, 100000));
    app.add_option("--torch-steps", options.torch_steps, "in a round")->check(CLI::PositiveNumber);
    CLI11_PARSE(app, argc, argv);
    if (const auto done = nanonas::run(options); !done) {
        std::fprintf(stderr, "%s\n", done.error().message.c_str());
        return 1;
    }
    return 0;
}
