// SPDX-License-Identifier: MIT
// Another training of the network that an earlier search chose.
#include "folder/file_names.h"
#include "folder/run_folder.h"
#include "folder/run_toml.h"
#include "nanonas/run.h"
#include "nanonas/run_plan.h"
#include "system/files.h"

namespace nanonas {
namespace {

namespace fs = std::filesystem;

RunResult untrained(RunResult result) {
    result.val_accuracy.reset();
    result.test_float.reset(), result.test_int8.reset();
    result.verification.reset();
    StageSeconds& seconds = result.seconds;
    for (auto* stage :
         {&seconds.train, &seconds.quantize, &seconds.export_files, &seconds.verify, &seconds.total})
        stage->reset();
    return result;
}

// Takes a training out of a run folder, last the settings that it was made with: killed on the way, the
// folder is that of a run not yet trained.
Result<void> remove_training(const RunFolder& folder, const RunSettings& settings) {
    NANONAS_TRY_VOID(folder.remove_training());
    if (const fs::path file = folder.file(run_file::result); fs::exists(file)) {
        NANONAS_TRY(const std::string json, read_text(file));
        NANONAS_TRY(const RunResult result, parse_result(json, file.string()));
        NANONAS_TRY_VOID(write_atomically(file, to_json(untrained(result))));
    }
    const fs::path file = folder.file(run_file::settings);
    NANONAS_TRY(const std::string toml, read_text(file));
    return write_atomically(file, run_toml(origin_in(toml), core_in(toml), settings));
}

RunSettings with_training(RunSettings settings, const RunSettings& other) {
    settings.recipe = other.recipe;
    settings.epochs = other.epochs;
    settings.batch = other.batch;
    settings.learning_rate = other.learning_rate;
    settings.mirror = other.mirror;
    settings.balance = other.balance;
    return settings;
}

}  // namespace

Result<RunSettings> with_training_of(const RunSettings& settings, const fs::path& run_folder) {
    if (!fs::exists(run_folder / run_file::settings)) return settings;
    NANONAS_TRY(const RunSettings begun, read_run_settings(run_folder));
    return with_training(settings, begun);
}

Result<RunResult> retrain(const RunSettings& settings, const fs::path& run_folder, Progress& progress) {
    NANONAS_TRY_VOID(resolve(settings));
    NANONAS_TRY(const RunSettings begun, read_run_settings(run_folder));
    const RunSettings changed = with_training(begun, settings);
    if (first_difference(begun, changed)) {
        NANONAS_TRY(const RunFolder folder, RunFolder::open(run_folder, RunFolder::Mode::resume));
        NANONAS_TRY_VOID(remove_training(folder, changed));
    }
    return run(settings, {.out = run_folder, .resume = true, .last = LastStage::train}, progress);
}

}  // namespace nanonas
