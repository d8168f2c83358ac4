// SPDX-License-Identifier: MIT
#include "run/candidate_evaluation.h"

#include "nanonas/training.h"
#include "run/job.h"

namespace nanonas {

Result<Evaluation> evaluate_candidate(const Architecture& candidate, std::uint64_t seed,
                                      const RunSettings& settings, const RunPictures& pictures,
                                      Progress& progress) {
    const TrainingData data{&pictures.set, pictures.split.training, pictures.split.validation};
    SerialExecutor executor;
    NANONAS_TRY(const TrainedNetwork trained, train(candidate, data, evaluation_recipe(settings),
                                                    {seed, settings.math}, executor, progress));
    return Evaluation{trained.val_accuracy, trained.seconds};
}

CandidateEvaluation::CandidateEvaluation(const RunSettings& settings, const RunPictures& pictures,
                                         std::string fingerprint, Crew* crew)
    : settings_(settings),
      pictures_(pictures),
      fingerprint_(std::move(fingerprint)),
      crew_(crew),
      free_threads_(thread_count(settings)) {}

int CandidateEvaluation::at_once() const {
    return thread_count(settings_) + (crew_ ? crew_->capacity(Crew::Share::thread) : 0);
}

bool CandidateEvaluation::take_thread() {
    const std::lock_guard lock(mutex_);
    if (free_threads_ == 0) return false;
    --free_threads_;
    return true;
}

void CandidateEvaluation::give_back_thread() {
    const std::lock_guard lock(mutex_);
    ++free_threads_;
}

Result<Evaluation> CandidateEvaluation::operator()(const Architecture& candidate, std::uint64_t seed,
                                                   Progress& progress) {
    if (take_thread()) {
        auto result = evaluate_candidate(candidate, seed, settings_, pictures_, progress);
        give_back_thread();
        return result;
    }
    const EvaluationJob job{settings_, fingerprint_, {candidate.k, candidate.c}, seed};
    NANONAS_TRY(const std::string text, crew_->perform(to_text(job), Crew::Share::thread, progress));
    return parse_evaluation(text);
}

}  // namespace nanonas
