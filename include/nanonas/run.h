// SPDX-License-Identifier: MIT
/// @file
/// The whole way from a folder of pictures to a quantised network that fits, in a run folder that can be
/// resumed.
#pragma once

#include <filesystem>
#include <optional>

#include "nanonas/progress.h"
#include "nanonas/result.h"
#include "nanonas/run_result.h"
#include "nanonas/run_settings.h"
#include "nanonas/search.h"
#include "nanonas/training.h"
#include "nanonas/workers.h"

/// All of the library.
namespace nanonas {

/// How far a run goes.
enum class LastStage { search, train, quantize, all };

/// Hears of the candidates of a run's search and of its final training. Never two calls at a time, nor beside
/// one to Progress.
class RunObserver : public SearchObserver, public TrainingObserver {};

/// The page at the end of a finished run.
struct RunPage {
    bool pictures = true;  ///< embed some of the run's pictures
    bool anew = false;     ///< even if the run has one of this result
};

/// Where a run goes, how far, and who helps with it.
struct RunOptions {
    /// The run folder, made if need be: run.toml, journal.jsonl, ahead.jsonl, weights.safetensors,
    /// labels.txt, model.tflite, c/, test.json, result.json. Empty (with LastStage::search only): nothing is
    /// written.
    std::filesystem::path out;
    bool resume = false;              ///< go on with what is in `out`; start afresh where there is nothing
    bool force = false;               ///< replace what is in `out`
    LastStage last = LastStage::all;  ///< what comes behind it is left out
    Workers* workers = nullptr;       ///< other processes that help with the search; the result is the same
    RunObserver* observer = nullptr;  ///< hears of candidates and epochs, if there is one
    std::optional<RunPage> report = {};  ///< report.html behind the last stage; none: no page
};

/// Errors: usage for settings that make no sense; infeasible, if no network fits; interrupted when
/// progress asked to stop, with the state saved in `out`; failed with everything else. What is wrong with the
/// folders or the limits is found before anything is written.
Result<RunResult> run(const RunSettings& settings, const RunOptions& options, Progress& progress);

/// Quantises the network of a run folder that `train` left, and adds model.tflite and its figures.
Result<RunResult> quantize_run(const std::filesystem::path& run_folder, Progress& progress);

/// Trains the network that the search in `run_folder` chose with the recipe, epochs, batch and learning rate
/// of `settings`, as far as run() with LastStage::train. A training with others is replaced, and with it all
/// that was made of it; every other setting must be that of the search.
Result<RunResult> retrain(const RunSettings& settings, const std::filesystem::path& run_folder,
                          Progress& progress);

/// `settings` with the recipe, epochs, batch and learning rate of the run in `run_folder`, if one is there:
/// so a search goes on, however its network was trained since.
Result<RunSettings> with_training_of(const RunSettings& settings, const std::filesystem::path& run_folder);

}  // namespace nanonas
