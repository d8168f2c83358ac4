// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "cli/command.h"
#include "cli/run_with_progress.h"
#include "cli/settings_options.h"
#include "cli/study_table.h"
#include "cli/terminal.h"
#include "nanonas/run_plan.h"

namespace nanonas::cli {
namespace {

struct Options {
    SettingsOptions settings;
    OutputOptions output;
    std::map<std::string, std::string> lists;
    bool no_pictures = false;
};

// What a study that is resumed was begun with, and what is given now over it.
Result<StudySettings> study_settings(const Options& options) {
    const RunOptions where = options.settings.run_options(LastStage::all);
    StudySettings study;
    if (where.resume && std::filesystem::exists(where.out / "study.toml")) {
        NANONAS_TRY(study, read_study_settings(where.out));
    }
    NANONAS_TRY(study.settings, options.settings.over(study.settings));
    for (const auto& [name, text] : options.lists) {
        if (const auto applied = apply_list(name, text, study); !applied) {
            return usage_error("--{}: {}", name, applied.error().message);
        }
    }
    return study;
}

Result<void> work(const Options& options, Workers* workers) {
    NANONAS_TRY(const StudySettings settings, study_settings(options));
    const RunOptions where = options.settings.run_options(LastStage::all);
    TerminalProgress progress(options.output.quiet, options.output.verbose);
    auto study =
        run_study(settings, {where.out, where.resume, where.force, workers, !options.no_pictures}, progress);
    if (!study) return tl::unexpected(with_way_to_go_on(study.error(), where.out, workers));
    NANONAS_TRY(const auto report, write_study_report(where.out));
    NANONAS_TRY(const RunPlan plan, resolve(study->runs.front().settings));
    fmt::print("{}", options.output.json ? to_json(*study) : study_table(*study, plan));
    print_hint(fmt::format("Report: {}", report.string()), options.output.quiet);
    return {};
}

}  // namespace

void add_study(CLI::App& app, Action& chosen) {
    auto options = std::make_shared<Options>();
    CommandOptions command = add_command(
        app, chosen, "study", "A whole run for each combination of seeds, targets, inputs and variants",
        "nanonas study pictures --seeds 0..4 --targets STM32L010RBT6,STM32L412KBU3 --out my-study", options,
        work);
    options->settings.add_to(command, "targets-file");
    command.added("--out").required();
    const auto list = [&](const char* name, const char* what) {
        command
            .option(
                std::string("--") + name,
                [lists = &options->lists, name](const std::string& text) { (*lists)[name] = text; }, what)
            .take_last()
            .group("Sweep");
    };
    list("seeds", "Such as 0..4 or 1,5,7");
    list("targets", "Such as STM32L010RBT6,STM32L412KBU3");
    list("inputs", "Such as 32x32x3,50x50x3");
    list("variants", "Such as current,prime23");
    command.flag("--no-pictures", options->no_pictures, "Embed no pictures in the runs' report.html");
    options->output.add_to(command);
}

}  // namespace nanonas::cli
