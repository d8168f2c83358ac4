// SPDX-License-Identifier: MIT
// The order of the stages, and what each leaves in result.json so that a later session need not repeat it.
#include "nanonas/run.h"

#include <algorithm>

#include "folder/file_names.h"
#include "folder/run_toml.h"
#include "nanonas/lower.h"
#include "nanonas/survey.h"
#include "nanonas/tflite.h"
#include "nanonas/version.h"
#include "run/output_place.h"
#include "run/report_stage.h"
#include "run/result_warnings.h"
#include "run/stages.h"
#include "system/files.h"
#include "system/peak_memory.h"

namespace nanonas {
namespace {

namespace fs = std::filesystem;

// Paths and threads as run.toml names them.
RunSettings as_recorded(RunSettings settings) {
    settings = with_absolute_paths(std::move(settings));
    settings.threads = thread_count(settings);
    return settings;
}

// What the stages of a run share.
struct Begun {
    RunSettings settings;
    RunPlan plan;
    std::optional<RunFolder> folder;  // none: nothing is written
    RunOrigin origin;
    SearchSpace space;
    RunResult result;            // what earlier sessions came to, and then this one
    double earlier_seconds = 0;  // of stages that earlier sessions finished
    const Stopwatch stopwatch = {};

    bool resumes(const RunOptions& options) const { return options.resume && folder && folder->has_run(); }
};

Result<void> save(Begun& run) {
    run.result.peak_rss_bytes = peak_resident_bytes();
    if (!run.folder) return {};
    return write_atomically(run.folder->file(run_file::result), to_json(run.result));
}

// That C is counted on.
std::string_view counted_core(const Begun& run) {
    return run.settings.runtime == Runtime::c ? std::string_view(run.plan.core()) : std::string_view();
}

Result<Begun> open_run(const RunSettings& settings, const RunOptions& options) {
    Begun run;
    run.settings = as_recorded(settings);
    NANONAS_TRY(run.plan, resolve(run.settings));
    NANONAS_TRY_VOID(cpu_supported());
    run.result.limits = run.plan.limits;
    run.result.target = target_name(run.settings);
    run.result.seed = run.settings.seed;
    if (options.out.empty()) return run;
    NANONAS_TRY_VOID(apart_from_pictures(run.settings, options.out));
    const auto mode = options.force    ? RunFolder::Mode::force
                      : options.resume ? RunFolder::Mode::resume
                                       : RunFolder::Mode::fresh;
    NANONAS_TRY(RunFolder folder, RunFolder::open(options.out, mode));
    run.folder.emplace(std::move(folder));
    return run;
}

Result<void> same_origin(const RunOrigin& begun, const RunOrigin& now, const fs::path& folder) {
    if (begun.version != now.version) {
        return failure(
            "The run in \"{}\" was begun by another version of nanonas ({}); replace it (--force).",
            folder.string(), begun.version);
    }
    if (same_pictures(begun.fingerprint, now.fingerprint)) return {};
    if (files_in(begun.fingerprint) == files_in(now.fingerprint)) {
        return failure(
            "Pictures were written anew since the run in \"{}\" was begun, with the same names and sizes; "
            "replace it "
            "(--force), or give the files their times back if they were only copied.",
            folder.string());
    }
    return failure(
        "Pictures were added, removed or changed since the run in \"{}\" was begun; replace it (--force).",
        folder.string());
}

// Takes up what an earlier session left, if it is a part of this very run.
Result<void> go_on(Begun& run) {
    const RunFolder& folder = *run.folder;
    NANONAS_TRY(const RunSettings begun, read_run_settings(folder.path()));
    if (const auto different = first_difference(begun, run.settings)) {
        const auto value = [](const std::string& text) { return text.empty() ? "none" : text; };
        return usage_error(
            "The run in \"{}\" was begun with {} {}, and now it is {}; resume it with the same or replace it "
            "(--force).",
            folder.path().string(), different->name, value(different->a), value(different->b));
    }
    NANONAS_TRY(const std::string toml, read_text(folder.file(run_file::settings)));
    NANONAS_TRY_VOID(same_origin(origin_in(toml), run.origin, folder.path()));
    if (!folder.has(run_file::result)) return {};
    NANONAS_TRY(const std::string json, read_text(folder.file(run_file::result)));
    NANONAS_TRY(run.result, parse_result(json, folder.file(run_file::result).string()));
    const StageSeconds& earlier = run.result.seconds;
    for (const auto& stage :
         {earlier.search, earlier.train, earlier.quantize, earlier.export_files, earlier.verify}) {
        run.earlier_seconds += stage.value_or(0);
    }
    return {};
}

// What can be wrong with the folders and the limits is found before pictures are read.
Result<void> look_over(const RunFolders& listed, const RunOptions& options, Begun& run) {
    run.space = {run.settings.family, run.settings.input, static_cast<int>(listed.training.classes.size()),
                 run.settings.seed};
    run.plan.cost.name_bytes = name_bytes(listed.training.classes);
    if (run.settings.arch) {
        NANONAS_TRY_VOID(constructible(run.space.architecture(*run.settings.arch)));
    } else {
        NANONAS_TRY_VOID(something_fits(run.space, [&run](const Architecture& smallest) {
            return feasibility(smallest, run.plan.limits, run.plan.cost);
        }));
    }
    run.result.classes = listed.training.classes;
    run.origin = {std::string(version()), listed.fingerprint()};
    return run.resumes(options) ? go_on(run) : Result<void>();
}

PictureCounts counts_of(const RunPictures& pictures, const RunSettings& settings) {
    const bool in_other_folder = pictures.test && !settings.test_split;
    const auto count = [](std::size_t n) { return static_cast<std::uint32_t>(n); };
    return {
        count(pictures.split.training.size()), count(pictures.split.validation.size()),
        pictures.test ? pictures.test->size() : 0,
        count(pictures.set.unreadable().size() + (in_other_folder ? pictures.test->unreadable().size() : 0))};
}

// The listing is given up once its pictures are open, so that its memory is free for the search.
Result<RunPictures> open_data(RunFolders listed, const Begun& run, Progress& progress) {
    if (run.settings.math == Math::fast && !fast_math_supported()) {
        progress.note("This CPU has no AVX512_BF16, so that math fast computes as exact does.");
    }
    if (!run.settings.pictures.empty()) {
        const PictureFolder* test = listed.test ? &*listed.test : nullptr;
        for (const std::string& warning : quick_warnings(listed.training, test)) progress.note(warning);
    }
    return open_pictures(listed, run.settings, progress);
}

std::vector<std::uint32_t> training_counts(const RunPictures& pictures) {
    std::vector<std::uint32_t> counts(pictures.set.classes().size());
    for (const std::uint32_t picture : pictures.split.training)
        ++counts[static_cast<std::size_t>(pictures.set.label(picture))];
    return counts;
}

void take_warnings(const RunPictures& pictures, const RunTest* test, Begun& run) {
    const bool searched = !run.settings.arch && run.settings.only.empty();
    run.result.warnings = result_warnings(
        {run.result, run.plan.cost, training_counts(pictures), searched, run.plan.training.flip, test});
}

Result<void> choose_network(const RunPictures& pictures, const RunOptions& options, Begun& run,
                            Progress& progress) {
    RunResult& result = run.result;
    CandidateEvaluation evaluation(run.settings, pictures, run.origin.fingerprint, options.workers);
    const bool listed = !run.settings.only.empty();
    const SearchStageOptions how{run.space,         run.plan.limits,
                                 run.plan.cost,     listed ? "list" : run.settings.strategy.text,
                                 run.settings.arch, run.settings.only};
    NANONAS_TRY(const auto searched,
                complete(search_stage(how, evaluation, options.observer, run.folder ? &*run.folder : nullptr),
                         progress));
    const ChosenNetwork& chosen = searched.output;
    if (!result.seconds.search) result.seconds.search = searched.seconds;
    result.architecture = chosen.architecture;
    result.evaluated = chosen.evaluated;
    result.infeasible = chosen.infeasible;
    result.speculative = chosen.speculative;
    result.unused_share = chosen.unused_share;

    result.cost = cost(chosen.architecture, run.plan.cost);
    const Graph lowered = lower(chosen.architecture);
    result.file_bytes = tflite_bytes(lowered);
    if (const auto memory =
            c_memory(c_shape(chosen.architecture, run.plan.cost.name_bytes), run.plan.core())) {
        result.c_ram_bytes = memory->ram_bytes();
        result.c_flash_bytes = memory->flash_bytes();
    }
    NANONAS_TRY(result.arena_bytes, arena_bytes(lowered, ArenaModel::bits64));
    NANONAS_TRY(result.arena_bytes_32bit, arena_bytes(lowered, ArenaModel::bits32));
    take_warnings(pictures, nullptr, run);
    return save(run);
}

// An earlier session's weights are as good as training again: same seed, same bits.
Result<Training> train_network(const RunPictures& pictures, TrainingObserver* observer, Begun& run,
                               Progress& progress) {
    RunResult& result = run.result;
    // Evaluated as a candidate of the search is, a network has a candidate's seed.
    const bool as_candidate = run.settings.recipe == RecipeName::evaluation;
    const std::uint64_t seed = run.settings.seed;
    const TrainStageOptions how{run.plan.training,
                                as_candidate ? candidate_seed(seed, result.architecture) : seed,
                                run.settings.math, run.plan.threads};
    NANONAS_TRY(auto trained,
                complete(train_stage(how, result.architecture, pictures, observer, *run.folder), progress));
    Training& training = trained.output;
    if (trained.seconds) result.seconds.train = training.seconds;
    result.epochs_val_accuracy = training.val_accuracy;
    result.val_accuracy = *std::ranges::max_element(training.val_accuracy);
    take_warnings(pictures, nullptr, run);
    NANONAS_TRY_VOID(save(run));
    NANONAS_TRY_VOID(stop_if_asked(progress));
    return std::move(training);
}

Result<Graph> make_model(const Training& training, const RunPictures& pictures, Begun& run,
                         Progress& progress) {
    NANONAS_TRY(
        auto quantized,
        complete(quantize_stage(run.settings.seed, training.network, pictures, *run.folder), progress));
    if (quantized.seconds) {
        run.result.seconds.quantize = quantized.seconds;
        run.result.seconds.export_files = quantized.seconds_to_keep;
        NANONAS_TRY_VOID(save(run));
        NANONAS_TRY_VOID(stop_if_asked(progress));
    }
    return std::move(quantized.output);
}

Result<std::vector<GeneratedFile>> generate(const Graph& graph, Begun& run, Progress& progress) {
    NANONAS_TRY(auto generated,
                complete(generate_stage(run.plan.target, graph, run.result.classes, *run.folder), progress));
    std::optional<double>& seconds = run.result.seconds.export_files;
    seconds = seconds.value_or(0) + *generated.seconds + *generated.seconds_to_keep;
    NANONAS_TRY_VOID(save(run));
    return std::move(generated.output);
}

Result<void> test_and_verify(const Training& training, const Graph& graph,
                             const std::vector<GeneratedFile>& files, const RunPictures& pictures, Begun& run,
                             Progress& progress) {
    RunResult& result = run.result;
    NANONAS_TRY(
        const auto tested,
        complete(test_stage(run.plan.threads, training.network, graph, pictures, *run.folder), progress));
    const RunTest& test = tested.output;
    if (test.float_network) result.test_float = test.float_network->accuracy();
    if (test.on_test_set) result.test_int8 = test.int8_network.accuracy();
    take_warnings(pictures, &test, run);
    NANONAS_TRY(
        auto verified,
        complete(verify_stage(run.plan.target, result.verification, files, graph, pictures), progress));
    if (verified.output && verified.seconds) result.seconds.verify = verified.seconds;
    result.verification = std::move(verified.output);
    if (result.verification && run.settings.runtime == Runtime::c) {
        result.cost.flash_bytes = result.verification->flash_bytes;
        result.cost.ram_bytes = result.verification->ram_bytes;
        result.cost.milliseconds = result.verification->milliseconds;
    }
    result.seconds.total = run.earlier_seconds + run.stopwatch.seconds();
    return save(run);
}

// The stages of which nothing is left, as far as options.last.
Result<void> perform_stages(const RunOptions& options, RunFolders listed, double listing_seconds, Begun& run,
                            Progress& progress) {
    const Stopwatch opening;
    NANONAS_TRY(const RunPictures pictures, open_data(std::move(listed), run, progress));
    run.result.seconds.data = listing_seconds + opening.seconds();
    run.result.pictures = counts_of(pictures, run.settings);
    give_back_memory();
    if (run.folder && !run.resumes(options)) {
        NANONAS_TRY_VOID(run.folder->begin(run_toml(run.origin, counted_core(run), run.settings)));
    }
    NANONAS_TRY_VOID(stop_if_asked(progress));
    NANONAS_TRY_VOID(choose_network(pictures, options, run, progress));
    if (options.last == LastStage::search) return {};
    NANONAS_TRY(const Training training, train_network(pictures, options.observer, run, progress));
    if (options.last == LastStage::train) return {};
    NANONAS_TRY(const Graph graph, make_model(training, pictures, run, progress));
    NANONAS_TRY(const std::vector<GeneratedFile> files, generate(graph, run, progress));
    if (options.last == LastStage::quantize) return {};
    return test_and_verify(training, graph, files, pictures, run, progress);
}

}  // namespace

Result<RunResult> run(const RunSettings& settings, const RunOptions& options, Progress& progress) {
    if (options.resume && options.force) {
        return usage_error("To resume a run and to replace it (--force) exclude each other.");
    }
    if (options.out.empty() && options.last != LastStage::search) {
        return usage_error("A run needs a folder to write into (--out).");
    }
    if (options.workers && settings.threads) options.workers->limit_threads(*settings.threads);
    NANONAS_TRY(Begun run, open_run(settings, options));
    const Stopwatch listing;
    NANONAS_TRY(RunFolders listed, list_pictures(run.settings, progress));
    const double listing_seconds = listing.seconds();
    NANONAS_TRY_VOID(look_over(listed, options, run));
    if (!run.result.seconds.total) {
        NANONAS_TRY_VOID(perform_stages(options, std::move(listed), listing_seconds, run, progress));
    }
    if (run.result.seconds.total && options.report) {
        NANONAS_TRY_VOID(report_stage(*options.report, run.settings, *run.folder, progress));
    }
    return std::move(run.result);
}

Result<RunResult> quantize_run(const fs::path& run_folder, Progress& progress) {
    NANONAS_TRY(const RunSettings settings, read_run_settings(run_folder));
    if (!fs::exists(run_folder / run_file::weights)) {
        return failure("\"{}\" has no trained network yet; finish its training with --resume.",
                       run_folder.string());
    }
    return run(settings, {.out = run_folder, .resume = true, .last = LastStage::quantize}, progress);
}

}  // namespace nanonas
