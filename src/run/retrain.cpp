// SPDX-License-Identifier: MIT
// Another training of the network that an earlier search chose.
#include "folder/run_folder.h"
#include "nanonas/run.h"
#include "system/files.h"

namespace nanonas {
namespace {

namespace fs = std::filesystem;

// run.toml's settings anew; what a run adds to them stays as it is.
std::string with_settings(const std::string& toml, const RunSettings& settings) {
    std::string text;
    for (std::size_t begin = 0; begin < toml.size();) {
        const std::size_t end = std::min(toml.find('\n', begin), toml.size() - 1) + 1;
        const std::string line = toml.substr(begin, end - begin);
        if (line.starts_with("version = ") || line.starts_with("fingerprint = ")) text += line;
        begin = end;
    }
    return text + to_toml(settings);
}

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
    for (const char* name : {"c/nanonas.c", "c/nanonas.h", "model.tflite", "weights.safetensors"}) {
        std::error_code error;
        fs::remove(folder.file(name), error);
        if (error)
            return failure("\"{}\" can't be replaced: {}.", folder.file(name).string(), error.message());
    }
    if (const fs::path file = folder.file("result.json"); fs::exists(file)) {
        NANONAS_TRY(const std::string json, read_text(file));
        NANONAS_TRY(const RunResult result, parse_result(json, file.string()));
        NANONAS_TRY_VOID(write_atomically(file, to_json(untrained(result))));
    }
    NANONAS_TRY(const std::string toml, read_text(folder.file("run.toml")));
    return write_atomically(folder.file("run.toml"), with_settings(toml, settings));
}

RunSettings with_training(RunSettings settings, const RunSettings& other) {
    settings.recipe = other.recipe;
    settings.epochs = other.epochs;
    settings.batch = other.batch;
    settings.learning_rate = other.learning_rate;
    return settings;
}

}  // namespace

Result<RunSettings> with_training_of(const RunSettings& settings, const fs::path& run_folder) {
    if (!fs::exists(run_folder / "run.toml")) return settings;
    NANONAS_TRY(const RunSettings begun, read_run_settings(run_folder));
    return with_training(settings, begun);
}

Result<RunResult> retrain(const RunSettings& settings, const fs::path& run_folder, Progress& progress) {
    NANONAS_TRY_VOID(check(settings));
    NANONAS_TRY(const RunSettings begun, read_run_settings(run_folder));
    const RunSettings changed = with_training(begun, settings);
    if (!first_difference(begun, changed).empty()) {
        NANONAS_TRY(const RunFolder folder, RunFolder::open(run_folder, RunFolder::Mode::resume));
        NANONAS_TRY_VOID(remove_training(folder, changed));
    }
    return run(settings, {.out = run_folder, .resume = true, .last = LastStage::train}, progress);
}

}  // namespace nanonas
