// SPDX-License-Identifier: MIT
// The throughput of a search in evaluations of one network: candidates on real pictures, each on one thread
// and with a seed of its own, as many at once as there are threads. Prints one JSON object a network.
#include <sys/resource.h>

#include <CLI/CLI.hpp>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <mutex>
#include <nlohmann/json.hpp>
#include <thread>
#include <vector>

#include "nanonas/pictures.h"
#include "nanonas/training.h"
#include "system/peak_memory.h"

namespace nanonas {
namespace {

struct Options {
    std::string folder, cache, input = "50x50x3", architecture, math = "exact";
    int threads = 1;
    double split = 0.3, seconds = 2;
};

double wall_seconds() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

double cpu_seconds() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    const auto total = [](const timeval& t) {
        return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec);
    };
    return total(usage.ru_utime) + total(usage.ru_stime);
}

// Evaluates until `seconds` have passed, at least one candidate a thread.
Result<std::vector<TrainedNetwork>> evaluate(const Architecture& architecture, const TrainingData& data,
                                             const Options& options) {
    const Math math = options.math == "fast" ? Math::fast : Math::exact;
    std::mutex mutex;
    Result<std::vector<TrainedNetwork>> all;
    std::atomic<std::uint64_t> next_seed = 0;
    const double end = wall_seconds() + options.seconds;
    const auto work = [&] {
        SerialExecutor executor;
        do {
            Progress silent;
            auto trained = train(architecture, data, reference_evaluation_recipe(),
                                 {.seed = next_seed++, .math = math}, executor, silent);
            const std::lock_guard lock(mutex);
            if (!trained) all = tl::unexpected(trained.error());
            if (!all) return;
            all->push_back(std::move(*trained));
        } while (wall_seconds() < end);
    };
    std::vector<std::thread> threads;
    for (int i = 0; i < options.threads; ++i) threads.emplace_back(work);
    for (std::thread& thread : threads) thread.join();
    return all;
}

Result<void> run(const Options& options) {
    Progress silent;
    NANONAS_TRY(const InputShape shape, parse_input_shape(options.input));
    NANONAS_TRY(const PictureFolder folder, scan_folder(options.folder));
    NANONAS_TRY(const PictureSet pictures,
                PictureSet::open(folder, {.shape = shape},
                                 {.folder = options.cache, .threads = options.threads}, silent));
    NANONAS_TRY(const Split split, split_pictures(pictures, pictures.classes(), options.split, 0));
    Architecture architecture{.input = shape, .classes = static_cast<int>(folder.classes.size())};
    if (std::sscanf(options.architecture.c_str(), "%d,%d", &architecture.k, &architecture.c) != 2) {
        return usage_error("\"{}\" is no network; write K,C, such as 3,2.", options.architecture);
    }
    const TrainingData data{&pictures, split.training, split.validation};
    const double start = wall_seconds(), cpu = cpu_seconds();
    NANONAS_TRY(const auto trained, evaluate(architecture, data, options));
    const double count = static_cast<double>(trained.size());
    nlohmann::ordered_json json{{"seconds", (wall_seconds() - start) / count},
                                {"cpu_seconds", (cpu_seconds() - cpu) / count},
                                {"candidates", trained.size()},
                                {"val_accuracy", trained.front().val_accuracy},
                                {"peak_rss_bytes", nullptr}};
    if (const auto bytes = peak_resident_bytes()) json["peak_rss_bytes"] = *bytes;
    std::printf("%s\n", json.dump().c_str());
    return {};
}

}  // namespace
}  // namespace nanonas

int main(int argc, char** argv) {
    nanonas::Options options;
    CLI::App app("Times a search's evaluations of one network on a folder of pictures.");
    app.add_option("folder", options.folder)->required();
    app.add_option("--arch", options.architecture, "K,C")->required();
    app.add_option("--input", options.input);
    app.add_option("--threads", options.threads, "candidates at once")->check(CLI::PositiveNumber);
    app.add_option("--math", options.math)->check(CLI::IsMember({"exact", "fast"}));
    app.add_option("--split", options.split);
    app.add_option("--seconds", options.seconds, "go on for so long");
    app.add_option("--cache", options.cache, "folder for resized pictures");
    CLI11_PARSE(app, argc, argv);
    if (const auto done = nanonas::run(options); !done) {
        std::fprintf(stderr, "%s\n", done.error().message.c_str());
        return 1;
    }
    return 0;
}
