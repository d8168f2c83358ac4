// SPDX-License-Identifier: MIT
// The commands of nanonas, one file each. Every add_… function adds its command to the parser; once the user
// has chosen it, `chosen` does its work.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "cli/command_options.h"
#include "nanonas/result.h"
#include "nanonas/workers.h"

namespace nanonas::cli {

using Action = std::function<Result<void>(Workers*)>;

void add_completion(CLI::App& app, Action& chosen);
void add_data(CLI::App& app, Action& chosen);
void add_export(CLI::App& app, Action& chosen);
void add_inspect(CLI::App& app, Action& chosen);
void add_man(CLI::App& app, Action& chosen);
void add_predict(CLI::App& app, Action& chosen);
void add_quantize(CLI::App& app, Action& chosen);
void add_report(CLI::App& app, Action& chosen);
void add_run(CLI::App& app, Action& chosen);
void add_sample(CLI::App& app, Action& chosen);
void add_search(CLI::App& app, Action& chosen);
void add_study(CLI::App& app, Action& chosen);
void add_targets(CLI::App& app, Action& chosen);
void add_test(CLI::App& app, Action& chosen);
void add_train(CLI::App& app, Action& chosen);
void add_verify(CLI::App& app, Action& chosen);

// What every command has.
struct OutputOptions {
    bool json = false;     // one JSON object instead of tables
    bool quiet = false;    // no progress, no notes
    bool verbose = false;  // all progress, as lines that stay
    void add_to(CommandOptions& command) {
        command.flag("--json", json, "Print one JSON object instead of tables");
        const CommandOption none = command.flag("--quiet", quiet, "No progress and no hints");
        command.flag("--verbose", verbose, "Progress as lines that stay, with every epoch").excludes(none);
    }
};

// Adds a command with an example below its help. Its options live in `options` as long as the parser does.
template <typename Options>
CommandOptions add_command(CLI::App& app, Action& chosen, const char* name, const char* what,
                           const char* example, Options options,
                           Result<void> (*work)(const typename Options::element_type&, Workers*)) {
    return add_subcommand(app, name, what, example, [&chosen, options, work] {
        chosen = [options, work](Workers* workers) { return work(*options, workers); };
    });
}

// The same for a command that no workers can help with.
template <typename Options>
CommandOptions add_command(CLI::App& app, Action& chosen, const char* name, const char* what,
                           const char* example, Options options,
                           Result<void> (*work)(const typename Options::element_type&)) {
    return add_subcommand(app, name, what, example, [&chosen, options, work] {
        chosen = [options, work](Workers*) { return work(*options); };
    });
}

}  // namespace nanonas::cli
