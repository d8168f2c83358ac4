// SPDX-License-Identifier: MIT
// The order of the stages, and what each leaves in the run folder so that a later session need not repeat it.
#include "nanonas/run.h"
#include "nanonas/lower.h"

#include <algorithm>

#include "folder/run_folder.h"
#include "nanonas/picture_survey.h"
#include "nanonas/tflite.h"
#include "nanonas/thread_pool.h"
#include "nanonas/trained_model.h"
#include "nanonas/version.h"
#include "run/peak_memory.h"
#include "run/stages.h"
#include "run/stopwatch.h"
#include "run/verify_stage.h"
#include "system/files.h"

namespace nanonas {
namespace {

namespace fs = std::filesystem;

constexpr const char* settings_file = "run.toml";
constexpr const char* result_file = "result.json";
constexpr const char* weights_file = "weights.safetensors";
constexpr const char* model_file = "model.tflite";
constexpr const char* c_folder = "c";

Result<void> stop_if_asked(const Progress& progress) {
    if (!progress.stop_requested()) return {};
    return tl::unexpected<Error>(
        {ErrorKind::interrupted, "The run was interrupted; what was finished is saved."});
}

// As run.toml records them.
RunSettings complete(RunSettings settings) {
    settings = with_absolute_paths(std::move(settings));
    settings.threads = thread_count(settings);
    return settings;
}

// What run.toml says of the version and the pictures: a run goes on only with the same.
std::string origin(const std::string& fingerprint) {
    return fmt::format("version = \"{}\"\nfingerprint = \"{}\"\n", version(), fingerprint);
}

class Session {
  public:
    Session(RunSettings settings, RunOptions options, Progress& progress)
        : settings_(complete(std::move(settings))), options_(std::move(options)), progress_(progress) {}

    Result<RunResult> run();

  private:
    Result<void> prepare();
    Result<void> go_on();
    Result<void> open_data();
    Result<void> choose_network();
    Result<void> train_network();
    Result<void> make_model();
    Result<void> export_c();
    Result<void> test_network();
    Result<void> verify_c();
    Result<void> save();
    bool has(const char* name) const { return folder_ && fs::exists(folder_->file(name)); }

    const RunSettings settings_;
    const RunOptions options_;
    Progress& progress_;
    const Stopwatch stopwatch_;
    double listing_seconds_ = 0;
    double earlier_seconds_ = 0;  // of stages that earlier sessions finished

    std::optional<RunFolder> folder_;
    RunFolders listed_;
    std::string fingerprint_, origin_;
    std::optional<RunPictures> pictures_;
    std::optional<Training> training_;
    std::optional<Graph> graph_;
    RunResult result_;
};

Result<RunResult> Session::run() {
    NANONAS_TRY_VOID(prepare());
    if (result_.seconds.total) return result_;
    NANONAS_TRY_VOID(open_data());
    NANONAS_TRY_VOID(choose_network());
    if (options_.last == LastStage::search) return result_;
    NANONAS_TRY_VOID(train_network());
    if (options_.last == LastStage::train) return result_;
    NANONAS_TRY_VOID(make_model());
    NANONAS_TRY_VOID(export_c());
    if (options_.last == LastStage::quantize) return result_;
    NANONAS_TRY_VOID(test_network());
    NANONAS_TRY_VOID(verify_c());
    result_.seconds.total = earlier_seconds_ + stopwatch_.seconds();
    NANONAS_TRY_VOID(save());
    return result_;
}

// Everything that can be wrong before pictures are read, and nothing written yet.
Result<void> Session::prepare() {
    NANONAS_TRY_VOID(check(settings_));
    NANONAS_TRY_VOID(cpu_supported());
    NANONAS_TRY(result_.limits, limits_of(settings_));
    result_.target = target_name(settings_);
    result_.seed = settings_.seed;
    if (!options_.out.empty()) {
        const auto mode = options_.force    ? RunFolder::Mode::force
                          : options_.resume ? RunFolder::Mode::resume
                                            : RunFolder::Mode::fresh;
        NANONAS_TRY(RunFolder folder, RunFolder::open(options_.out, mode));
        folder_.emplace(std::move(folder));
    }
    const Stopwatch listing;
    NANONAS_TRY(listed_, list_pictures(settings_, progress_));
    listing_seconds_ = listing.seconds();
    const SearchSpace space = search_space(settings_, static_cast<int>(listed_.training.classes.size()));
    if (!settings_.arch) {
        NANONAS_TRY_VOID(something_fits(space, [this](const Architecture& smallest) {
            return feasibility(smallest, result_.limits, cost_options(settings_));
        }));
    }
    result_.classes = listed_.training.classes;
    fingerprint_ = listed_.fingerprint();
    origin_ = origin(fingerprint_);
    return go_on();
}

// Takes up what an earlier session left, if it is a part of this very run.
Result<void> Session::go_on() {
    if (!options_.resume || !folder_ || !folder_->has_run()) return {};
    NANONAS_TRY(const RunSettings begun, read_run_settings(folder_->path()));
    const std::string different = first_difference(begun, settings_);
    if (!different.empty()) {
        return usage_error(
            "The run in \"{}\" was begun with another {}; resume it with the same or replace it (--force).",
            folder_->path().string(), different);
    }
    NANONAS_TRY(const std::string toml, read_text(folder_->file(settings_file)));
    if (!toml.starts_with(origin_)) {
        return failure(
            "Since the run in \"{}\" was begun its pictures or nanonas' version have changed; replace it "
            "(--force).",
            folder_->path().string());
    }
    if (!has(result_file)) return {};
    NANONAS_TRY(const std::string json, read_text(folder_->file(result_file)));
    NANONAS_TRY(result_, parse_result(json, folder_->file(result_file).string()));
    const StageSeconds& earlier = result_.seconds;
    for (const auto& stage :
         {earlier.search, earlier.train, earlier.quantize, earlier.export_files, earlier.verify}) {
        earlier_seconds_ += stage.value_or(0);
    }
    return {};
}

Result<void> Session::open_data() {
    if (settings_.math == Math::fast && !fast_math_supported()) {
        progress_.note("This CPU has no AVX512_BF16, so that math fast computes as exact does.");
    }
    if (!settings_.pictures.empty()) {
        const PictureFolder* test = listed_.test ? &*listed_.test : nullptr;
        for (const std::string& warning : quick_warnings(listed_.training, test)) progress_.note(warning);
    }
    const Stopwatch stopwatch;
    NANONAS_TRY(pictures_, open_pictures(listed_, settings_, progress_));
    result_.seconds.data = listing_seconds_ + stopwatch.seconds();
    const auto count = [](std::size_t n) { return static_cast<std::uint32_t>(n); };
    result_.pictures = {count(pictures_->split.training.size()), count(pictures_->split.validation.size()),
                        pictures_->test ? pictures_->test->size() : 0,
                        count(pictures_->set.unreadable().size() +
                              (pictures_->test ? pictures_->test->unreadable().size() : 0))};
    listed_.training.files = std::vector<PictureFile>();  // = {} would keep its memory
    listed_.test.reset();
    give_back_memory();
    if (folder_ && !(options_.resume && folder_->has_run())) {
        NANONAS_TRY_VOID(folder_->begin(origin_ + to_toml(settings_)));
    }
    return stop_if_asked(progress_);
}

Result<void> Session::choose_network() {
    const SearchSpace space = search_space(settings_, static_cast<int>(result_.classes.size()));
    if (settings_.arch) {
        result_.architecture = space.architecture(*settings_.arch);
    } else {
        const Stopwatch stopwatch;
        std::optional<Journal> journal;
        if (folder_) {
            NANONAS_TRY(Journal opened,
                        Journal::open(folder_->file("journal.jsonl"), folder_->file("ahead.jsonl"), space));
            journal.emplace(std::move(opened));
        }
        CandidateEvaluation evaluation(settings_, *pictures_, fingerprint_, options_.workers);
        NANONAS_TRY(const SearchResult found,
                    search_stage(space, settings_, result_.limits, evaluation, journal ? &*journal : nullptr,
                                 progress_, options_.observer));
        if (!result_.seconds.search) result_.seconds.search = stopwatch.seconds();
        result_.architecture = found.best.trial.architecture;
        result_.evaluated =
            static_cast<int>(std::count_if(found.candidates.begin(), found.candidates.end(),
                                           [](const Candidate& c) { return c.evaluation.has_value(); }));
        result_.infeasible = static_cast<int>(found.candidates.size()) - result_.evaluated;
        if (found.worked_seconds > 0) result_.unused_share = found.unused_seconds / found.worked_seconds;
        result_.speculative = journal ? journal->speculative() : found.speculative;
    }
    const Architecture& chosen = result_.architecture;
    const CostOptions options = cost_options(settings_);
    result_.cost = cost(chosen, options);
    const Graph lowered = lower(chosen);
    result_.file_bytes = tflite_bytes(lowered);
    if (const auto memory = c_memory(c_shape(chosen), target_core(settings_))) {
        result_.c_ram_bytes = memory->ram_bytes();
        result_.c_flash_bytes = memory->flash_bytes();
    }
    NANONAS_TRY(result_.arena_bytes, arena_bytes(lowered, ArenaModel::bits64));
    NANONAS_TRY(result_.arena_bytes_32bit, arena_bytes(lowered, ArenaModel::bits32));
    return save();
}

// An earlier session's weights are as good as training again: same seed, same bits.
Result<void> Session::train_network() {
    if (has(weights_file)) {
        const fs::path file = folder_->file(weights_file);
        NANONAS_TRY(const auto bytes, read_bytes(file));
        NANONAS_TRY(training_, read_training(bytes, file.string()));
        if (training_->network.architecture != result_.architecture) {
            return failure("\"{}\" holds {}, but this run has chosen {}; replace the run (--force).",
                           file.string(), name(training_->network.architecture), name(result_.architecture));
        }
    } else {
        NANONAS_TRY(training_,
                    train_stage(result_.architecture, settings_, *pictures_, progress_, options_.observer));
        result_.seconds.train = training_->seconds;
        const std::string labels = fmt::format("{}\n", fmt::join(result_.classes, "\n"));
        NANONAS_TRY_VOID(write_atomically(folder_->file("labels.txt"), labels));
        NANONAS_TRY_VOID(write_atomically(folder_->file(weights_file), training_file(*training_)));
    }
    result_.epochs_val_accuracy = training_->val_accuracy;
    result_.val_accuracy = *std::max_element(training_->val_accuracy.begin(), training_->val_accuracy.end());
    NANONAS_TRY_VOID(save());
    return stop_if_asked(progress_);
}

Result<void> Session::make_model() {
    if (has(model_file)) {
        const fs::path file = folder_->file(model_file);
        NANONAS_TRY(const auto bytes, read_bytes(file));
        NANONAS_TRY(graph_, read_tflite(bytes, file.string()));
        return {};
    }
    progress_.update({"quantize", 0, 1, {}});
    const Stopwatch quantizing;
    NANONAS_TRY(graph_, quantize_stage(training_->network, settings_, *pictures_));
    result_.seconds.quantize = quantizing.seconds();
    progress_.update({"quantize", 1, 1, {}});
    const Stopwatch exporting;
    NANONAS_TRY_VOID(write_atomically(folder_->file(model_file), write_tflite(*graph_)));
    result_.seconds.export_files = exporting.seconds();
    NANONAS_TRY_VOID(save());
    return stop_if_asked(progress_);
}

Result<void> Session::export_c() {
    const Stopwatch exporting;
    NANONAS_TRY_VOID(export_c_stage(*graph_, result_.classes, folder_->file(c_folder)));
    result_.seconds.export_files = result_.seconds.export_files.value_or(0) + exporting.seconds();
    return save();
}

Result<void> Session::verify_c() {
    if (result_.verification) return {};
    const Stopwatch verifying;
    NANONAS_TRY(result_.verification, verify_stage(*graph_, settings_, *pictures_, progress_));
    if (result_.verification) result_.seconds.verify = verifying.seconds();
    return {};
}

Result<void> Session::test_network() {
    if (!pictures_->test) return {};
    ThreadPool threads(thread_count(settings_));
    NANONAS_TRY(const Confusion real, confusion(training_->network, *pictures_->test, threads, progress_));
    NANONAS_TRY(const Confusion quantised, confusion(*graph_, *pictures_->test, threads, progress_));
    result_.test_float = real.accuracy();
    result_.test_int8 = quantised.accuracy();
    return {};
}

Result<void> Session::save() {
    result_.peak_rss_bytes = peak_resident_bytes();
    if (!folder_) return {};
    return write_atomically(folder_->file(result_file), to_json(result_));
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
    return Session(settings, options, progress).run();
}

Result<RunResult> quantize_run(const fs::path& run_folder, Progress& progress) {
    NANONAS_TRY(const RunSettings settings, read_run_settings(run_folder));
    if (!fs::exists(run_folder / weights_file)) {
        return failure("\"{}\" has no trained network yet; finish its training with --resume.",
                       run_folder.string());
    }
    return run(settings, {run_folder, true, false, LastStage::quantize}, progress);
}

}  // namespace nanonas
