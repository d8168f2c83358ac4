// SPDX-License-Identifier: MIT
#include "record.h"

#include <time.h>

#include <cmath>
#include <fstream>

#include "nanonas/run_plan.h"
#include "nanonas/training.h"

namespace nanonas {
namespace {

double thread_seconds() {
    timespec now{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

std::vector<Architecture> candidates(const RecordOptions& options, int classes, const RunPlan& plan) {
    std::vector<Architecture> all;
    const RunSettings& settings = options.settings;
    for (int k = 1; k <= options.most_kernels; ++k) {
        for (Architecture a{settings.family, k, 0, settings.input, classes}; constructible(a); ++a.c) {
            if (feasibility(a, plan.limits, plan.cost).feasible) all.push_back(a);
        }
    }
    return all;
}

}  // namespace

Result<void> record(const RecordOptions& options, const std::string& file) {
    Progress silent;
    const RunSettings& settings = options.settings;
    NANONAS_TRY(const RunPlan plan, resolve(settings));
    NANONAS_TRY(const PictureFolder folder, scan_folder(settings.pictures));
    NANONAS_TRY(const PictureSet set, PictureSet::open(folder, {settings.input}, {}, silent));
    const int classes = static_cast<int>(set.classes().size());
    std::ofstream out(file, std::ios::app);
    if (out.tellp() == 0) out << "set,input,classes,seed,k,c,seconds,score\n";
    for (int seed = 0; seed < options.seeds; ++seed) {
        const auto number = static_cast<std::uint64_t>(seed);
        NANONAS_TRY(const Split split, split_pictures(set, set.classes(), settings.val_split, number));
        for (const Architecture& candidate : candidates(options, classes, plan)) {
            const double begin = thread_seconds();
            SerialExecutor executor;
            NANONAS_TRY(const TrainedNetwork trained,
                        train(candidate, {&set, split.training, split.validation}, plan.evaluation,
                              {candidate_seed(number, candidate)}, executor, silent));
            const double seconds = thread_seconds() - begin;
            const double score = std::round(trained.best_val_accuracy * 1000) / 1000;
            out << fmt::format("{},{},{},{},{},{},{:.4f},{:.3f}\n", options.set, to_string(settings.input),
                               classes, seed, candidate.k, candidate.c, seconds, score)
                << std::flush;
        }
    }
    if (!out) return failure("\"{}\" could not be written.", file);
    return {};
}

}  // namespace nanonas
