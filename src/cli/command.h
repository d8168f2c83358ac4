// SPDX-License-Identifier: MIT
// The commands of nanonas, one file each. Every add_… function adds its command to the parser; once the user
// has chosen it, `chosen` does its work.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>

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
    void add_to(CLI::App& command) {
        command.add_flag("--json", json, "Print one JSON object instead of tables");
        CLI::Option* none = command.add_flag("--quiet", quiet, "No progress and no hints");
        command.add_flag("--verbose", verbose, "Progress as lines that stay, with every epoch")
            ->excludes(none);
    }
};

// Adds a command with an example below its help. Its options live in `options` as long as the parser does.
template <typename Options>
CLI::App& add_command(CLI::App& app, Action& chosen, const char* name, const char* what, const char* example,
                      Options options,
                      Result<void> (*work)(const typename Options::element_type&, Workers*)) {
    CLI::App* command = app.add_subcommand(name, what);
    command->footer(std::string("Example:\n  ") + example);
    command->callback([&chosen, options, work] {
        chosen = [options, work](Workers* workers) { return work(*options, workers); };
    });
    return *command;
}

// The same for a command that no workers can help with.
template <typename Options>
CLI::App& add_command(CLI::App& app, Action& chosen, const char* name, const char* what, const char* example,
                      Options options, Result<void> (*work)(const typename Options::element_type&)) {
    CLI::App* command = app.add_subcommand(name, what);
    command->footer(std::string("Example:\n  ") + example);
    command->callback(
        [&chosen, options, work] { chosen = [options, work](Workers*) { return work(*options); }; });
    return *command;
}

}  // namespace nanonas::cli
