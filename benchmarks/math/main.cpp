// SPDX-License-Identifier: MIT
// What `--math fast` does to accuracy and to the ranking of candidates: evaluates several networks as the
// search does, with exact and with fast math, over several seeds, and prints the mean validation accuracies,
// the time ratio, and how well two rankings agree: that by exact with that by fast and, to compare with,
// that by exact with that by exact under other seeds.
#include <CLI/CLI.hpp>
#include <cmath>
#include <cstdio>
#include <vector>

#include "../mean.h"
#include "nanonas/pictures.h"
#include "nanonas/thread_pool.h"
#include "nanonas/training.h"

namespace nanonas {
namespace {

struct Options {
    std::string folder, input = "50x50x3";
    std::vector<std::string> networks{"1,2", "2,2", "3,1", "3,3", "4,2", "4,4", "6,3", "6,4", "9,3", "12,4"};
    int seeds = 5;
};

// Kendall's tau-b of two scores of the same things: 1 for one ranking, 0 for unrelated ones.
double rank_agreement(const std::vector<double>& a, const std::vector<double>& b) {
    const auto sign = [](double x) { return static_cast<int>(x > 0) - static_cast<int>(x < 0); };
    int agreeing = 0, in_a = 0, in_b = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            const int x = sign(a[i] - a[j]), y = sign(b[i] - b[j]);
            agreeing += x * y;
            in_a += x * x;
            in_b += y * y;
        }
    }
    return in_a > 0 && in_b > 0 ? agreeing / std::sqrt(static_cast<double>(in_a) * in_b) : 0.0;
}

// By network, the accuracy of each seed.
struct Scores {
    std::vector<std::vector<double>> exact, fast;
};

std::vector<double> means(const std::vector<std::vector<double>>& scores, int first, int count) {
    std::vector<double> result;
    for (const auto& of_seeds : scores) {
        result.push_back(mean_of({of_seeds.begin() + first, of_seeds.begin() + first + count}).mean);
    }
    return result;
}

Result<void> compare(const Options& options) {
    Progress quiet;
    NANONAS_TRY(const InputShape shape, parse_input_shape(options.input));
    NANONAS_TRY(const PictureFolder folder, scan_folder(options.folder));
    NANONAS_TRY(const PictureSet set,
                PictureSet::open(folder, {.shape = shape}, {.threads = available_cores()}, quiet));
    if (!fast_math_supported()) std::printf("This CPU has no AVX512_BF16: fast is exact here.\n");
    std::printf("%8s %18s %18s %18s %10s\n", "network", "exact", "fast", "fast - exact", "time");
    Scores scores;
    SerialExecutor executor;
    // Twice as many seeds exact: the second half shows what seeds alone do.
    for (const std::string& text : options.networks) {
        Architecture network{Family::current, 0, 0, shape, static_cast<int>(set.classes().size())};
        if (std::sscanf(text.c_str(), "%d,%d", &network.k, &network.c) != 2) {
            return usage_error("--networks takes K,C K,C ....");
        }
        std::vector<double> exact, fast, difference, exact_seconds, fast_seconds;
        for (int s = 0; s < 2 * options.seeds; ++s) {
            const auto seed = static_cast<std::uint64_t>(s);
            NANONAS_TRY(const Split split, split_pictures(set, set.classes(), 0.3, seed % options.seeds));
            const TrainingData data{&set, split.training, split.validation};
            NANONAS_TRY(const TrainedNetwork a,
                        train(network, data, evaluation_recipe(), {.seed = seed}, executor, quiet));
            exact.push_back(a.best_val_accuracy);
            if (s >= options.seeds) continue;
            NANONAS_TRY(const TrainedNetwork b, train(network, data, evaluation_recipe(),
                                                      {.seed = seed, .math = Math::fast}, executor, quiet));
            fast.push_back(b.best_val_accuracy);
            difference.push_back(fast.back() - exact.back());
            exact_seconds.push_back(a.seconds);
            fast_seconds.push_back(b.seconds);
        }
        const Mean e = mean_of({exact.begin(), exact.begin() + options.seeds}), f = mean_of(fast),
                   d = mean_of(difference);
        std::printf("%8s %9.4f +- %.4f %9.4f +- %.4f %9.4f +- %.4f %9.2fx\n", text.c_str(), e.mean, e.error,
                    f.mean, f.error, d.mean, d.error,
                    mean_of(exact_seconds).mean / mean_of(fast_seconds).mean);
        scores.exact.push_back(exact);
        scores.fast.push_back(fast);
    }
    const std::vector<double> exact = means(scores.exact, 0, options.seeds);
    std::printf("Kendall's tau of the rankings: exact and fast %.2f, exact and exact with other seeds %.2f\n",
                rank_agreement(exact, means(scores.fast, 0, options.seeds)),
                rank_agreement(exact, means(scores.exact, options.seeds, options.seeds)));
    return {};
}

}  // namespace
}  // namespace nanonas

int main(int argc, char** argv) {
    nanonas::Options options;
    CLI::App app("Compares evaluations with exact and with fast math.");
    app.add_option("folder", options.folder)->required();
    app.add_option("--networks", options.networks, "K,C of each");
    app.add_option("--input", options.input);
    app.add_option("--seeds", options.seeds);
    CLI11_PARSE(app, argc, argv);
    if (const auto done = nanonas::compare(options); !done) {
        std::fprintf(stderr, "%s\n", done.error().message.c_str());
        return 1;
    }
    return 0;
}
