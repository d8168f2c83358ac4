// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "cli/command.h"
#include "cli/dry_run.h"
#include "cli/result_table.h"
#include "cli/run_with_progress.h"
#include "cli/settings_options.h"
#include "cli/terminal.h"
#include "nanonas/picture_layout.h"

namespace nanonas::cli {
namespace {

struct Options {
    SettingsOptions settings;
    OutputOptions output;
    bool dry_run = false;
    int classes = 0;
};

// The number of classes that a dry run is for: as given, or as the folder has.
Result<int> class_count(const Options& options, const RunSettings& settings) {
    if (options.classes >= 2) return options.classes;
    if (options.classes != 0)
        return usage_error("{} classes are too few to tell apart; use 2 or more.", options.classes);
    if (settings.pictures.empty()) {
        return usage_error(
            "A dry run without pictures needs to know how many classes there are (--classes).");
    }
    NANONAS_TRY(const DividedPictures folders, scan_pictures(settings.pictures, settings.test));
    return static_cast<int>(folders.training.classes.size());
}

Result<void> work(const Options& options, Workers* workers) {
    NANONAS_TRY(const RunSettings settings, options.settings.settings());
    if (options.dry_run) {
        if (!settings.only.empty()) return usage_error("A dry run lists all candidates; leave --only out.");
        NANONAS_TRY(const RunPlan plan, resolve(settings));
        NANONAS_TRY(const int classes, class_count(options, settings));
        print_dry_run(settings, plan, classes, options.output.json);
        return {};
    }
    if (options.classes != 0)
        return usage_error("--classes is for --dry-run; pictures bring their own classes.");
    RunOptions where = options.settings.run_options(LastStage::search);
    where.workers = workers;
    NANONAS_TRY(const RunResult result, run_with_progress(settings, where, options.output));
    NANONAS_TRY(const RunPlan plan, resolve(settings));
    fmt::print("{}", options.output.json ? to_json(result) : result_table(result, plan));
    if (!where.out.empty()) {
        print_hint(fmt::format("Next: nanonas run --resume --out {}", where.out.string()),
                   options.output.quiet);
    }
    return {};
}

}  // namespace

void add_search(CLI::App& app, Action& chosen) {
    auto options = std::make_shared<Options>();
    CommandOptions command =
        add_command(app, chosen, "search", "Find a network that fits, or list all that do",
                    "nanonas search --dry-run --classes 2 --target STM32L010RBT6", options, work);
    options->settings.add_to(command);
    options->settings.add_candidate_list(command);
    command.flag("--dry-run", options->dry_run, "Only list what fits; needs no pictures");
    command.option("--classes", options->classes, "Number of classes of a dry run without pictures");
    options->output.add_to(command);
}

}  // namespace nanonas::cli
