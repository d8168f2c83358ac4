// SPDX-License-Identifier: MIT
#include "cli/command_line.h"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <system_error>

#include "base/edit_distance.h"
#include "cli/command.h"
#include "cli/terminal.h"
#include "nanonas/version.h"

namespace nanonas::cli {

namespace {

int exit_code(ErrorKind kind) {
    switch (kind) {
        case ErrorKind::failed:
            return 1;
        case ErrorKind::usage:
            return 2;
        case ErrorKind::infeasible:
            return 3;
        case ErrorKind::interrupted:
            return interrupted_exit_code;
    }
    return 1;
}

int fail(const Error& error) {
    print_error(error.message);
    return exit_code(error.kind);
}

// The first word, where it should be a command and is none: the error names the nearest one.
Result<void> known_command(const CLI::App& app, int argc, char** argv) {
    const std::string_view word = argc > 1 ? argv[1] : "-";
    if (word.empty() || word.front() == '-') return {};
    std::string nearest;
    int distance = 0;
    for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
        if (command->get_name() == word) return {};
        const int other = edit_distance(word, command->get_name());
        if (nearest.empty() || other < distance) nearest = command->get_name(), distance = other;
    }
    constexpr int most_typing_errors = 2;
    if (distance > most_typing_errors)
        return usage_error("There is no command \"{}\"; nanonas --help lists all.", word);
    return usage_error("There is no command \"{}\"; did you mean {}? nanonas --help lists all.", word,
                       nearest);
}

Result<void> parse(CLI::App& app, int argc, char** argv, bool& done) {
    NANONAS_TRY_VOID(known_command(app, argc, argv));
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        if (error.get_exit_code() == 0) {  // --help, --version
            app.exit(error);
            done = true;
            return {};
        }
        std::string command = "nanonas";
        for (const CLI::App* chosen : app.get_subcommands()) command += " " + chosen->get_name();
        return usage_error("{}; see {} --help.", error.what(), command);
    }
    return {};
}

// fmt::print throws where a long result can't be written; a short one fails when it is flushed.
Result<void> work(const Action& chosen, Workers* workers) {
    try {
        NANONAS_TRY_VOID(chosen(workers));
        if (std::fflush(stdout) == 0 && !std::ferror(stdout)) return {};
        return failure("Standard output could not be written.");
    } catch (const std::system_error& error) {
        return failure("Standard output could not be written: {}.", error.code().message());
    }
}

}  // namespace

int command_line(int argc, char** argv, Workers* workers) {
    CLI::App app("From a folder of pictures to a small network that fits a microcontroller.", "nanonas");
    app.footer("Example:\n  nanonas run pictures --target STM32L010RBT6 --out my-run");
    app.set_version_flag("--version", std::string(version()));
    app.require_subcommand(1);
    app.get_formatter()->column_width(34);

    Action chosen;
    for (const auto add :
         {add_run, add_search, add_train, add_quantize, add_test, add_export, add_verify, add_predict,
          add_inspect, add_targets, add_sample, add_study, add_report, add_data, add_completion, add_man}) {
        add(app, chosen);
    }
    bool done = false;
    if (const auto parsed = parse(app, argc, argv, done); !parsed) return fail(parsed.error());
    if (done) return 0;
    remember_command(argc, argv);
    if (const auto result = work(chosen, workers); !result) return fail(result.error());
    return 0;
}

}  // namespace nanonas::cli
