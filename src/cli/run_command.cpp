// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "cli/command.h"
#include "cli/result_table.h"
#include "cli/run_with_progress.h"
#include "cli/settings_options.h"
#include "cli/terminal.h"

namespace nanonas::cli {
namespace {

Result<void> work(const RunCommandOptions& options) {
    NANONAS_TRY(const RunSettings settings, options.settings.settings());
    const RunOptions where = options.settings.run_options(LastStage::all);
    NANONAS_TRY(const RunResult result, run_with_progress(settings, where, options.output));
    fmt::print("{}", options.output.json ? to_json(result) : result_table(result, settings));
    print_hint(fmt::format("Next: nanonas predict {} PICTURE", where.out.string()), options.output.quiet);
    return {};
}

}  // namespace

void add_run(CLI::App& app, Action& chosen) {
    auto options = std::make_shared<RunCommandOptions>();
    CLI::App& command = add_command(
        app, chosen, "run", "Find, train and quantise a network that fits",
        "nanonas run pictures --test more-pictures --target STM32L010RBT6 --out my-run", options, work);
    options->settings.add_to(command);
    command.get_option("--out")->required();
    options->output.add_to(command);
}

}  // namespace nanonas::cli
