// SPDX-License-Identifier: MIT
#include "run/stages.h"

#include <algorithm>

#include "base/random.h"
#include "nanonas/parallel_search.h"
#include "nanonas/thread_pool.h"
#include "nanonas/training.h"

namespace nanonas {
namespace {

constexpr std::size_t calibration_pictures = 150;  // as the reference

}  // namespace

SearchSpace search_space(const RunSettings& settings, int classes) {
    return {settings.family, settings.input, classes, settings.seed};
}

Result<SearchResult> search_stage(const SearchSpace& space, const RunSettings& settings, const Limits& limits,
                                  CandidateEvaluation& evaluation, Journal* journal, Progress& progress,
                                  SearchObserver* observer) {
    NANONAS_TRY(const auto strategy,
                make_strategy(settings.only.empty() ? settings.strategy.text : "list", space, settings.only));
    const CostOptions options = cost_options(settings);
    SearchFunctions functions;
    functions.feasible = [&](const Architecture& network) { return feasibility(network, limits, options); };
    functions.evaluate = [&](const Trial& trial, Progress& stop, TrainingObserver& epochs) {
        return evaluation(trial, stop, epochs);
    };
    ParallelSearchOptions how{evaluation.at_once(), {}, observer};
    if (journal) {
        how.known = journal->known();
        functions.decided = [&](const Candidate& candidate) { return journal->decided(candidate); };
        functions.speculated = [&](const Trial& trial, const Evaluation& result) {
            return journal->speculated(trial, result);
        };
    }
    return parallel_search(*strategy, functions, how, progress);
}

Result<Training> train_stage(const Architecture& architecture, const RunSettings& settings,
                             const RunPictures& pictures, Progress& progress, TrainingObserver* observer) {
    // Evaluated as a candidate of the search is, a network has a candidate's seed.
    const bool as_candidate = settings.recipe == RecipeName::evaluation;
    const std::uint64_t seed = as_candidate ? candidate_seed(settings.seed, architecture) : settings.seed;
    const TrainingData data{&pictures.set, pictures.split.training, pictures.split.validation};
    ThreadPool threads(thread_count(settings));
    NANONAS_TRY(TrainedNetwork trained, train(architecture, data, training_recipe(settings),
                                              {seed, settings.math}, threads, progress, observer));
    return Training{std::move(trained.network), std::move(trained.val_accuracy), trained.seconds};
}

Result<Graph> quantize_stage(const FloatNetwork& network, const RunSettings& settings,
                             const RunPictures& pictures) {
    std::vector<std::uint32_t> drawn = pictures.split.training;
    Random random(settings.seed, RandomPurpose::calibration);
    shuffle(std::span(drawn), random);
    drawn.resize(std::min(drawn.size(), calibration_pictures));
    return quantize(network, pictures.set, drawn);
}

}  // namespace nanonas
