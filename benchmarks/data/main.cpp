// SPDX-License-Identifier: MIT
// Pictures a second of a folder read for the first time (decoded, resized, written to a cache on disk), after
// checking that any number of threads gives the same bytes; and how long serving one from the cache takes.
#include <sys/resource.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <vector>

#include "base/random.h"
#include "nanonas/pictures.h"
#include "nanonas/thread_pool.h"
#include "system/temporary_folder.h"

namespace nanonas {
namespace {

struct Options {
    std::string folder, input = "50x50x3";
    int threads = available_cores(), repeat = 3;
    bool antialiased = false;
};

struct Times {
    double seconds = 0, cpu_seconds = 0;

    static Times now() {
        rusage usage{};
        ::getrusage(RUSAGE_SELF, &usage);
        const auto total = [](const timeval& t) {
            return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec);
        };
        const auto wall = std::chrono::steady_clock::now().time_since_epoch();
        return {std::chrono::duration<double>(wall).count(), total(usage.ru_utime) + total(usage.ru_stime)};
    }
    Times operator-(const Times& start) const {
        return {seconds - start.seconds, cpu_seconds - start.cpu_seconds};
    }
};

Result<bool> equal_pictures(const PictureSet& a, const PictureSet& b) {
    std::vector<std::uint8_t> of_a(static_cast<std::size_t>(a.shape().bytes())), of_b(of_a.size());
    for (std::uint32_t i = 0; i < a.size(); ++i) {
        NANONAS_TRY_VOID(a.read(i, of_a));
        NANONAS_TRY_VOID(b.read(i, of_b));
        if (of_a != of_b) return false;
    }
    return a.size() == b.size();
}

Result<void> time_serving(const PictureSet& set) {
    std::vector<std::uint32_t> order(set.size());
    for (std::uint32_t i = 0; i < set.size(); ++i) order[i] = i;
    Random random(0, RandomPurpose::test);
    shuffle(std::span(order), random);
    std::vector<std::uint8_t> pixels(static_cast<std::size_t>(set.shape().bytes()));
    const Times start = Times::now();
    for (const std::uint32_t picture : order) NANONAS_TRY_VOID(set.read(picture, pixels));
    const Times spent = Times::now() - start;
    std::printf("served in random order: %.2f us a picture\n", 1e6 * spent.seconds / set.size());
    return {};
}

Result<void> run(const Options& options) {
    Progress quiet;
    NANONAS_TRY(const InputShape shape, parse_input_shape(options.input));
    NANONAS_TRY(const PictureFolder folder, scan_folder(options.folder));
    const DecodeOptions decode{shape, options.antialiased ? Resize::antialiased : Resize::tensorflow};
    const auto open = [&](const TemporaryFolder& cache, int threads) {
        return PictureSet::open(folder, decode,
                                {.folder = cache.path(), .skip_unreadable = true, .threads = threads}, quiet);
    };

    const TemporaryFolder alone, together;
    NANONAS_TRY(const PictureSet one, open(alone, 1));
    NANONAS_TRY(const PictureSet many, open(together, options.threads));
    NANONAS_TRY(const bool equal, equal_pictures(one, many));
    if (!equal) return failure("{} threads read other pictures than one.", options.threads);

    for (int i = 0; i < options.repeat; ++i) {
        const TemporaryFolder cache;
        const Times start = Times::now();
        NANONAS_TRY(const PictureSet set, open(cache, options.threads));
        const Times spent = Times::now() - start;
        std::printf("read with %d threads: %.0f pictures/s, %.0f pictures a second of CPU time\n",
                    options.threads, set.size() / spent.seconds, set.size() / spent.cpu_seconds);
    }
    return time_serving(one);
}

}  // namespace
}  // namespace nanonas

int main(int argc, char** argv) {
    nanonas::Options options;
    CLI::App app("Times the reading of a folder of pictures with a subfolder for each class.");
    app.add_option("folder", options.folder)->required();
    app.add_option("--input", options.input);
    app.add_option("--threads", options.threads);
    app.add_option("--repeat", options.repeat);
    app.add_flag("--antialiased", options.antialiased);
    CLI11_PARSE(app, argc, argv);
    if (const auto done = nanonas::run(options); !done) {
        std::fprintf(stderr, "%s\n", done.error().message.c_str());
        return 1;
    }
    return 0;
}
