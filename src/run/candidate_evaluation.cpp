// SPDX-License-Identifier: MIT
#include "run/candidate_evaluation.h"

#include "base/random.h"
#include "nanonas/training.h"
#include "run/job.h"

namespace nanonas {
namespace {

std::vector<std::uint32_t> drawn(std::vector<std::uint32_t> pictures, std::uint32_t count,
                                 std::uint64_t seed) {
    Random random(seed, RandomPurpose::trial_pictures);
    shuffle(std::span(pictures), random);
    pictures.resize(count);
    return pictures;
}

}  // namespace

Result<Evaluation> evaluate_trial(const Trial& trial, const RunSettings& settings,
                                  const RunPictures& pictures, Progress& progress, TrainingObserver* epochs) {
    TrainingData data{&pictures.set, pictures.split.training, pictures.split.validation};
    std::vector<std::uint32_t> fewer;
    if (trial.pictures != 0 && trial.pictures < data.training.size()) {
        fewer = drawn(pictures.split.training, trial.pictures, settings.seed);
        data.training = fewer;
    }
    TrainingRecipe recipe = evaluation_recipe(settings);
    if (trial.epochs != 0) recipe.epochs = trial.epochs;
    SerialExecutor executor;
    NANONAS_TRY(const TrainedNetwork trained,
                train(trial.architecture, data, recipe, {trial.training_seed(), settings.math}, executor,
                      progress, epochs));
    return Evaluation{trained.val_accuracy, trained.seconds};
}

CandidateEvaluation::CandidateEvaluation(const RunSettings& settings, const RunPictures& pictures,
                                         std::string fingerprint, Workers* workers)
    : settings_(settings),
      pictures_(pictures),
      fingerprint_(std::move(fingerprint)),
      workers_(workers),
      free_threads_(thread_count(settings)) {}

int CandidateEvaluation::at_once() const {
    return thread_count(settings_) + (workers_ ? workers_->capacity(Workers::Share::thread) : 0);
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

Result<Evaluation> CandidateEvaluation::operator()(const Trial& trial, Progress& progress,
                                                   TrainingObserver& epochs) {
    if (take_thread()) {
        auto result = evaluate_trial(trial, settings_, pictures_, progress, &epochs);
        give_back_thread();
        return result;
    }
    const EvaluationJob job{settings_, fingerprint_, trial};
    NANONAS_TRY(const std::string text, workers_->perform(to_text(job), Workers::Share::thread, progress));
    return parse_evaluation(text);
}

}  // namespace nanonas
