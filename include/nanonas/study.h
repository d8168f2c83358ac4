// SPDX-License-Identifier: MIT
/// @file
/// A sweep: a whole run for each combination of seeds, targets, input shapes and variants, each in a run
/// folder of its own.
#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "nanonas/run.h"
#include "nanonas/workers.h"

namespace nanonas {

/// What varies; a list that is empty stands for the one value in `settings`.
struct StudySettings {
    RunSettings settings;              ///< what all runs have in common
    std::vector<std::uint64_t> seeds;  ///< in place of settings.seed
    std::vector<std::string> targets;  ///< in place of settings.target
    std::vector<InputShape> inputs;    ///< in place of settings.input
    std::vector<Family> variants;      ///< in place of settings.family
};

/// Lists as users write them: "0..4,7", "STM32L010RBT6,STM32L412KBU3", "32x32x3,50x50x3", "current,prime23".
/// `name` is seeds, targets, inputs or variants. Errors: usage.
Result<void> apply_list(std::string_view name, std::string_view text, StudySettings& study);

/// Where a study goes, and who helps with it.
struct StudyOptions {
    std::filesystem::path out;   ///< the folder of the run folders, study.toml and study.json
    bool resume = false;         ///< go on with what is there
    bool force = false;          ///< replace what is there
    Workers* workers = nullptr;  ///< other processes that take over whole runs
    bool pictures = true;        ///< whether the runs' pages show some
};

/// One combination.
struct StudyRun {
    std::string name;                 ///< of the run folder: STM32L010RBT6_50x50x3_current_seed0
    RunSettings settings;             ///< of this run
    std::optional<RunResult> result;  ///< none: no network fits, or it is not finished
    std::string reason;               ///< why none fits
};

/// A figure of a run's result, if it was measured.
using StudyFigure = std::optional<double> (*)(const RunResult&);

/// A figure that a study sums up.
struct NamedFigure {
    /// How it is written.
    enum class Kind {
        share,    ///< of 1
        count,    ///< a whole number
        seconds,  ///< a time
    };
    std::string_view name;  ///< its key in study.json
    StudyFigure of;         ///< what gives it
    Kind kind;              ///< how it is written
};

/// "val_accuracy", "test_accuracy_float", "test_accuracy_int8", "ram_bytes", "flash_bytes", "macc" and
/// "seconds", in this order.
std::span<const NamedFigure> study_figures();

/// The mean over seeds and their sample standard deviation (none for a single one).
struct Spread {
    double mean = 0;                  ///< over the seeds
    std::optional<double> deviation;  ///< n - 1 in the denominator
    double lowest = 0;                ///< of the seeds
    double highest = 0;               ///< of the seeds
};

/// The runs that differ in their seed alone.
struct StudyGroup {
    std::string name;                   ///< without the seed
    std::vector<const StudyRun*> runs;  ///< by seed
    /// Over the runs with a result; none where a figure was not measured for all of them.
    std::optional<Spread> spread(StudyFigure figure) const;
};

/// All runs of a study.
struct Study {
    std::vector<StudyRun> runs;              ///< by target, input, family and seed
    std::vector<StudyGroup> groups() const;  ///< borrows the runs
};

/// The runs of a study before they are done. Errors: usage for settings that make no sense.
Result<std::vector<StudyRun>> study_runs(const StudySettings& study);

/// Runs one after the other, or several at once with workers, with the same result. That no network fits is a
/// result. The first other error ends the study; what was finished is saved for `resume`.
Result<Study> run_study(const StudySettings& study, const StudyOptions& options, Progress& progress);

/// The settings that the study in a folder was begun with.
Result<StudySettings> read_study_settings(const std::filesystem::path& folder);

/// A study from its folder, as far as its runs are finished.
Result<Study> read_study(const std::filesystem::path& folder);

/// study.json.
std::string to_json(const Study& study);

/// The page about a study: its runs compared, and mean and spread over the seeds. Opens no pictures. What is
/// not finished is said in the page. Errors: no study's folder.
Result<std::string> study_page(const std::filesystem::path& study, std::string_view title = {});

/// Writes study/report.html and returns its path.
Result<std::filesystem::path> write_study_report(const std::filesystem::path& study);

}  // namespace nanonas
