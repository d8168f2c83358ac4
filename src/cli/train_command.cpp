// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/command.h"
#include "cli/result_table.h"
#include "cli/run_with_progress.h"
#include "cli/settings_options.h"
#include "cli/terminal.h"
#include "nanonas/run_plan.h"

namespace nanonas::cli {
namespace {

Result<void> work(const RunCommandOptions& options) {
    NANONAS_TRY(const RunSettings settings, options.settings.settings());
    const RunOptions where = options.settings.run_options(LastStage::train);
    NANONAS_TRY(const RunResult result, run_with_progress(settings, where, options.output));
    if (options.output.json) {
        nlohmann::ordered_json json{{"val_accuracy", result.epochs_val_accuracy}, {"seconds", nullptr}};
        if (result.seconds.train) json["seconds"] = *result.seconds.train;
        fmt::print("{}\n", json.dump(2));
    } else {
        NANONAS_TRY(const RunPlan plan, resolve(settings));
        fmt::print("{}", result_table(result, plan));
    }
    print_hint(fmt::format("Next: nanonas quantize {}", where.out.string()), options.output.quiet);
    return {};
}

}  // namespace

void add_train(CLI::App& app, Action& chosen) {
    auto options = std::make_shared<RunCommandOptions>();
    CommandOptions command = add_command(app, chosen, "train", "Train one network of the space",
                                         "nanonas train pictures --arch 3,2 --out my-network", options, work);
    options->settings.add_to(command);
    options->settings.add_fixed_network(command);
    command.added("--out").required();
    options->output.add_to(command);
}

}  // namespace nanonas::cli
