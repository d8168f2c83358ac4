// SPDX-License-Identifier: MIT
#include "run/stages.h"

#include <algorithm>

#include "base/random.h"
#include "nanonas/thread_pool.h"
#include "nanonas/training.h"

namespace nanonas {
namespace {

constexpr std::size_t calibration_pictures = 150;  // as the reference

}  // namespace

SearchSpace search_space(const RunSettings& settings, const PictureFolder& pictures) {
    return {settings.family, settings.input, static_cast<int>(pictures.classes.size())};
}

Result<SearchResult> search_stage(const SearchSpace& space, const RunSettings& settings, const Limits& limits,
                                  CandidateEvaluation& evaluation, Journal* journal, Progress& progress) {
    const CostOptions options = cost_options(settings);
    SearchFunctions functions;
    functions.feasible = [&](const Architecture& candidate) {
        return feasibility(candidate, limits, options);
    };
    functions.evaluate = [&](const Architecture& candidate, std::uint64_t seed, Progress& stop) {
        return evaluation(candidate, seed, stop);
    };
    std::vector<KnownEvaluation> known;
    if (journal) {
        known = journal->known();
        functions.decided = [&](const Candidate& candidate) { return journal->decided(candidate); };
        functions.evaluated_ahead = [&](const Architecture& candidate, const Evaluation& result) {
            return journal->evaluated_ahead(candidate, result);
        };
    }
    const SearchOptions how{settings.seed, evaluation.at_once()};
    if (!settings.only.empty()) return listed_search(space, how, functions, settings.only, known, progress);
    return occam_search(space, how, functions, known, progress);
}

Result<Training> train_stage(const Architecture& architecture, const RunSettings& settings,
                             const RunPictures& pictures, Progress& progress) {
    // Evaluated as a candidate of the search is, a network has a candidate's seed.
    const bool as_candidate = settings.recipe == RecipeName::evaluation;
    const std::uint64_t seed = as_candidate ? candidate_seed(settings.seed, architecture) : settings.seed;
    const TrainingData data{&pictures.set, pictures.split.training, pictures.split.validation};
    ThreadPool threads(thread_count(settings));
    NANONAS_TRY(TrainedNetwork trained, train(architecture, data, training_recipe(settings),
                                              {seed, settings.math}, threads, progress));
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
