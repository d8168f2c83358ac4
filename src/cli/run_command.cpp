// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "cli/command.h"
#include "cli/result_table.h"
#include "cli/run_with_progress.h"
#include "cli/settings_options.h"
#include "cli/terminal.h"
#include "nanonas/report.h"

namespace nanonas::cli {
namespace {

struct Options : RunCommandOptions {
    bool no_pictures = false;
};

Result<void> work(const Options& options, Workers* workers) {
    NANONAS_TRY(const RunSettings settings, options.settings.settings());
    RunOptions where = options.settings.run_options(LastStage::all);
    where.workers = workers;
    NANONAS_TRY(const RunResult result, run_with_progress(settings, where, options.output));
    TerminalProgress silent(true);
    NANONAS_TRY(
        const auto report,
        write_report(where.out, {!options.no_pictures, settings.cache, thread_count(settings)}, silent));
    fmt::print("{}", options.output.json ? to_json(result) : result_table(result, settings));
    print_hint(fmt::format("Report: {}", report.string()), options.output.quiet);
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
