// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "cli/command.h"
#include "cli/result_table.h"
#include "cli/run_with_progress.h"
#include "cli/settings_options.h"
#include "cli/terminal.h"
#include "nanonas/run_plan.h"

namespace nanonas::cli {
namespace {

struct Options : RunCommandOptions {
    bool no_pictures = false;
};

Result<void> work(const Options& options, Workers* workers) {
    NANONAS_TRY(const RunSettings settings, options.settings.settings());
    RunOptions where = options.settings.run_options(LastStage::all);
    where.workers = workers;
    where.report = RunPage{!options.no_pictures, true};
    NANONAS_TRY(const RunResult result, run_with_progress(settings, where, options.output));
    NANONAS_TRY(const RunPlan plan, resolve(settings));
    fmt::print("{}", options.output.json ? to_json(result) : result_table(result, plan));
    print_hint(fmt::format("Report: {}", (where.out / "report.html").string()), options.output.quiet);
    print_hint(fmt::format("Next: nanonas predict {} PICTURE", where.out.string()), options.output.quiet);
    return {};
}

}  // namespace

void add_run(CLI::App& app, Action& chosen) {
    auto options = std::make_shared<Options>();
    CommandOptions command = add_command(
        app, chosen, "run", "Find, train and quantise a network that fits",
        "nanonas run pictures --test more-pictures --target STM32L010RBT6 --out my-run", options, work);
    options->settings.add_to(command);
    command.added("--out").required();
    command.flag("--no-pictures", options->no_pictures, "Embed no pictures in report.html");
    options->output.add_to(command);
}

}  // namespace nanonas::cli
