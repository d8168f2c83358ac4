// SPDX-License-Identifier: MIT
#include <mutex>

#include "model/run_pictures.h"
#include "nanonas/training.h"
#include "nanonas/workers.h"
#include "run/candidate_evaluation.h"
#include "run/job.h"

namespace nanonas {

// The pictures of one search, opened by the first of its jobs.
struct Worker::OpenPictures {
    std::mutex mutex;
    std::string settings, fingerprint;
    std::shared_ptr<const RunPictures> pictures;

    Result<std::shared_ptr<const RunPictures>> of(const EvaluationJob& job, Progress& progress);
};

Result<std::shared_ptr<const RunPictures>> Worker::OpenPictures::of(const EvaluationJob& job,
                                                                    Progress& progress) {
    const std::lock_guard lock(mutex);
    const std::string wanted = to_toml(job.settings);
    if (pictures && wanted == settings && job.fingerprint == fingerprint) return pictures;
    NANONAS_TRY_VOID(cpu_supported());
    NANONAS_TRY(const RunFolders folders, list_pictures(job.settings, progress));
    if (files_in(folders.fingerprint()) != files_in(job.fingerprint)) {
        return failure("The pictures in \"{}\" are not the same on every machine; give all the same folder.",
                       job.settings.pictures.string());
    }
    NANONAS_TRY(RunPictures opened, open_pictures(folders, job.settings, progress));
    pictures = std::make_shared<const RunPictures>(std::move(opened));
    settings = wanted, fingerprint = job.fingerprint;
    return pictures;
}

Worker::Worker() : open_(std::make_unique<OpenPictures>()) {}
Worker::~Worker() = default;

Result<std::string> Worker::perform(std::string_view text, Progress& progress) {
    NANONAS_TRY(const Job job, parse_job(text));
    if (const auto* whole = std::get_if<RunJob>(&job)) {
        NANONAS_TRY(const RunResult result, nanonas::perform(*whole, nullptr, progress));
        return to_json(result);
    }
    const auto& evaluation = std::get<EvaluationJob>(job);
    NANONAS_TRY(const auto pictures, open_->of(evaluation, progress));
    NANONAS_TRY(const Evaluation result,
                evaluate_trial(evaluation.trial, evaluation.settings, *pictures, progress));
    return to_text(result);
}

}  // namespace nanonas
