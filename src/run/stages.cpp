// SPDX-License-Identifier: MIT
#include "run/stages.h"

#include <algorithm>
#include <numeric>

#include "folder/file_names.h"
#include "model/verification_pictures.h"
#include "nanonas/parallel_search.h"
#include "nanonas/quantize.h"
#include "nanonas/strategy.h"
#include "nanonas/tflite.h"
#include "nanonas/thread_pool.h"
#include "nanonas/training.h"
#include "system/files.h"

namespace nanonas {
namespace {

namespace fs = std::filesystem;

constexpr std::uint32_t verified_pictures = 20;

// A stage of which nothing is left from an earlier session.
template <typename Output>
Result<std::optional<Output>> nothing() {
    return std::optional<Output>();
}

Result<SearchResult> search(const SearchStageOptions& options, CandidateEvaluation& evaluation,
                            Journal* journal, SearchObserver* observer, Progress& progress) {
    NANONAS_TRY(const auto strategy, make_strategy(options.strategy, options.space, options.listed));
    SearchFunctions functions;
    functions.feasible = [&](const Architecture& network) {
        return feasibility(network, options.limits, options.cost);
    };
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

ChosenNetwork chosen_by(const SearchResult& found, const Journal* journal) {
    ChosenNetwork chosen{found.best.trial.architecture, 0, 0, 0, {}};
    for (const Candidate& candidate : found.candidates)
        ++(candidate.evaluation ? chosen.evaluated : chosen.infeasible);
    chosen.speculative = journal ? journal->speculative() : found.speculative;
    if (found.worked_seconds > 0) chosen.unused_share = found.unused_seconds / found.worked_seconds;
    return chosen;
}

Result<Training> earlier_training(const fs::path& file, const Architecture& architecture) {
    NANONAS_TRY(const auto bytes, read_bytes(file));
    NANONAS_TRY(Training training, read_training(bytes, file.string()));
    if (training.network.architecture == architecture) return training;
    return failure("\"{}\" holds {}, but this run has chosen {}; replace the run (--force).", file.string(),
                   name(training.network.architecture), name(architecture));
}

// All test pictures, else those of the validation.
std::vector<std::uint32_t> unseen_pictures(const RunPictures& pictures) {
    if (!pictures.test) return pictures.split.validation;
    std::vector<std::uint32_t> all(pictures.test->size());
    std::iota(all.begin(), all.end(), 0u);
    return all;
}

Result<RunTest> test(int threads, const FloatNetwork& network, const Graph& graph,
                     const RunPictures& pictures, Progress& progress) {
    ThreadPool pool(threads);
    const PictureSet& set = pictures.test ? *pictures.test : pictures.set;
    RunTest test;
    test.on_test_set = pictures.test.has_value();
    if (test.on_test_set) {
        NANONAS_TRY(test.float_network, confusion(network, set, pool, progress));
    }
    NANONAS_TRY(Examination found,
                examine(graph, set, unseen_pictures(pictures), most_kept_mistakes, pool, progress));
    test.int8_network = std::move(found.confusion);
    for (const Mistake& mistake : found.mistakes)
        test.mistakes.push_back({mistake, set.path(mistake.picture)});
    return test;
}

}  // namespace

Stage<ChosenNetwork> search_stage(const SearchStageOptions& options, CandidateEvaluation& evaluation,
                                  SearchObserver* observer, const RunFolder* folder) {
    const auto given = [&options]() -> Result<std::optional<ChosenNetwork>> {
        if (!options.fixed) return nothing<ChosenNetwork>();
        return ChosenNetwork{options.space.architecture(*options.fixed), 0, 0, 0, {}};
    };
    const auto run = [&options, &evaluation, observer, folder](Progress& progress) -> Result<ChosenNetwork> {
        std::optional<Journal> journal;
        if (folder) {
            NANONAS_TRY(Journal opened, Journal::open(folder->file(run_file::journal),
                                                      folder->file(run_file::speculative), options.space));
            journal.emplace(std::move(opened));
        }
        NANONAS_TRY(const SearchResult found,
                    search(options, evaluation, journal ? &*journal : nullptr, observer, progress));
        return chosen_by(found, journal ? &*journal : nullptr);
    };
    return {"search", given, run, [](const ChosenNetwork&) -> Result<void> { return {}; }};
}

Stage<Training> train_stage(const TrainStageOptions& options, const Architecture& architecture,
                            const RunPictures& pictures, TrainingObserver* observer,
                            const RunFolder& folder) {
    const auto earlier = [&]() -> Result<std::optional<Training>> {
        if (!folder.has(run_file::weights)) return nothing<Training>();
        NANONAS_TRY(Training training, earlier_training(folder.file(run_file::weights), architecture));
        return training;
    };
    const auto run = [&, observer](Progress& progress) -> Result<Training> {
        ThreadPool pool(options.threads);
        const TrainingData data{&pictures.set, pictures.split.training, pictures.split.validation};
        NANONAS_TRY(TrainedNetwork trained, train(architecture, data, options.recipe,
                                                  {options.seed, options.math}, pool, progress, observer));
        return Training{std::move(trained.network), std::move(trained.val_accuracy), trained.seconds};
    };
    const auto keep = [&](const Training& training) -> Result<void> {
        const std::string labels = fmt::format("{}\n", fmt::join(pictures.set.classes(), "\n"));
        NANONAS_TRY_VOID(write_atomically(folder.file(run_file::labels), labels));
        return write_atomically(folder.file(run_file::weights), training_file(training));
    };
    return {"train", earlier, run, keep};
}

Stage<Graph> quantize_stage(std::uint64_t seed, const FloatNetwork& network, const RunPictures& pictures,
                            const RunFolder& folder) {
    const auto earlier = [&folder]() -> Result<std::optional<Graph>> {
        if (!folder.has(run_file::model)) return nothing<Graph>();
        const fs::path file = folder.file(run_file::model);
        NANONAS_TRY(const auto bytes, read_bytes(file));
        NANONAS_TRY(Graph graph, read_tflite(bytes, file.string()));
        return graph;
    };
    const auto run = [&network, &pictures, seed](Progress& progress) -> Result<Graph> {
        progress.update({"quantize", 0, 1, {}});
        NANONAS_TRY(Graph graph,
                    quantize(network, pictures.set, calibration_choice(pictures.split.training, seed)));
        progress.update({"quantize", 1, 1, {}});
        return graph;
    };
    const auto keep = [&folder](const Graph& graph) {
        return write_atomically(folder.file(run_file::model), write_tflite(graph));
    };
    return {"quantize", earlier, run, keep};
}

Stage<std::vector<GeneratedFile>> generate_stage(const std::optional<Target>& target, const Graph& graph,
                                                 const std::vector<std::string>& classes,
                                                 const RunFolder& folder) {
    using Files = std::vector<GeneratedFile>;
    // What trains and runs as a .tflite is worth keeping although no C can be made of it.
    const auto run = [&](Progress& progress) -> Result<Files> {
        Result<Files> files = generate_c(graph, {.classes = classes, .core = target ? target->core : ""});
        if (files || files.error().kind != ErrorKind::failed) return files;
        progress.note(fmt::format("The run has a .tflite and no C. {}", files.error().message));
        return Files();
    };
    const auto keep = [&](const Files& files) -> Result<void> {
        if (files.empty()) return {};
        const fs::path into = folder.file(run_file::c_folder);
        std::error_code error;
        fs::create_directories(into, error);
        if (error) return failure("\"{}\" could not be created: {}.", into.string(), error.message());
        for (const GeneratedFile& file : files)
            NANONAS_TRY_VOID(write_atomically(into / file.path, file.content));
        return {};
    };
    return {"export", nothing<Files>, run, keep};
}

Stage<RunTest> test_stage(int threads, const FloatNetwork& network, const Graph& graph,
                          const RunPictures& pictures, const RunFolder& folder) {
    const auto earlier = [&folder]() -> Result<std::optional<RunTest>> {
        if (!folder.has(run_file::test)) return nothing<RunTest>();
        const fs::path file = folder.file(run_file::test);
        NANONAS_TRY(const std::string text, read_text(file));
        auto kept = parse_test(text, file.string());
        if (!kept) return tl::unexpected<Error>(kept.error());
        return std::make_optional(*std::move(kept));
    };
    const auto run = [&, threads](Progress& progress) {
        return test(threads, network, graph, pictures, progress);
    };
    const auto keep = [&folder](const RunTest& test) {
        return write_atomically(folder.file(run_file::test), to_json(test));
    };
    return {"test", earlier, run, keep};
}

Stage<MaybeVerified> verify_stage(const std::optional<Target>& target, const MaybeVerified& earlier,
                                  const std::vector<GeneratedFile>& files, const Graph& graph,
                                  const RunPictures& pictures) {
    const auto left = [&earlier]() -> Result<std::optional<MaybeVerified>> {
        return earlier ? std::optional(earlier) : std::optional<MaybeVerified>();
    };
    const auto run = [&](Progress& progress) -> Result<MaybeVerified> {
        if (!target) {
            progress.note("The C was not verified, for no target (--target) names a core to run it on.");
            return MaybeVerified();
        }
        if (files.empty()) {
            progress.note("The C was not verified, for there is none.");
            return MaybeVerified();
        }
        const std::vector<std::uint32_t> some = spread_evenly(unseen_pictures(pictures), verified_pictures);
        Result<Verification> verified =
            verify(files, graph, *target, pictures.test ? *pictures.test : pictures.set, some, {}, progress);
        if (verified) return MaybeVerified(*std::move(verified));
        if (verified.error().kind == ErrorKind::interrupted) return tl::unexpected<Error>(verified.error());
        progress.note(fmt::format("The C was not verified: {}", verified.error().message));
        return MaybeVerified();
    };
    return {"verify", left, run, [](const MaybeVerified&) -> Result<void> { return {}; }};
}

}  // namespace nanonas
