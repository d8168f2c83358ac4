// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/command.h"
#include "cli/terminal.h"
#include "nanonas/export.h"

namespace nanonas::cli {
namespace {

struct Options {
    std::string model, optimize;
    ExportOptions how;
    OutputOptions output;
};

// "tflite; c (two files of C99)" and so on.
std::string formats_help() {
    std::string text;
    for (const ExportFormat& format : export_formats()) {
        if (!text.empty()) text += "; ";
        text +=
            format.help.empty() ? std::string(format.name) : fmt::format("{} ({})", format.name, format.help);
    }
    return text;
}

std::vector<std::string> format_names() {
    std::vector<std::string> names;
    for (const ExportFormat& format : export_formats()) names.emplace_back(format.name);
    return names;
}

Result<void> work(const Options& options) {
    ExportOptions how = options.how;
    how.optimize = options.optimize == "size" ? Optimize::size : Optimize::speed;
    TerminalProgress progress(options.output.quiet, options.output.verbose);
    NANONAS_TRY(const OpenedModel model, open_model(options.model));
    NANONAS_TRY(const auto files, export_model(model, how, progress));
    if (options.output.json) {
        nlohmann::json names = nlohmann::json::array();
        for (const auto& file : files) names.push_back(file.string());
        fmt::print("{}\n", nlohmann::json{{"files", names}}.dump(2));
    } else {
        for (const auto& file : files) fmt::print("{}\n", file.string());
    }
    const auto format = std::ranges::find(export_formats(), how.format, &ExportFormat::name);
    if (!format->next.empty()) {
        print_hint("Next: " + fmt::format(fmt::runtime(format->next), how.folder.string()),
                   options.output.quiet);
    }
    return {};
}

}  // namespace

void add_export(CLI::App& app, Action& chosen) {
    auto options = std::make_shared<Options>();
    CommandOptions command =
        add_command(app, chosen, "export", "Write a trained network in the form that others use",
                    "nanonas export my-run --format c --out firmware --name signs\n"
                    "  nanonas export my-run --format project --out signs-firmware\n"
                    "  make -C signs-firmware run",
                    options, work);
    ExportOptions& how = options->how;
    command.option("MODEL", options->model, "Run folder or .tflite").required();
    command.option("--format", how.format, formats_help()).required().one_of(format_names());
    command.option("--out", how.folder, "Folder to write into, made if need be").required().type_name("DIR");
    command.option("--name", how.name, "Name of the files and of C's names [model (tflite), nanonas]");
    command.option("--labels", how.labels, "File with one class name a line [labels.txt beside the model]")
        .type_name("FILE");
    command.option("--optimize", options->optimize, "C for size or speed [speed]").one_of({"size", "speed"});
    command.flag("--caller-state", how.caller_state,
                 "C whose caller gives the memory, so that it is re-entrant");
    command.option(
        "--source", how.source,
        "With c and arduino, also C that resizes a camera's rows: WIDTHxHEIGHT:FORMAT, with grey, rgb, "
        "rgb565 or rgb565le");
    command.flag("--main", how.example_main, "With c, also an example main.c");
    command.option("--target", how.target, "Microcontroller of the project [the run's]").type_name("TARGET");
    command.option("--targets", how.targets, "TOML file with more targets").type_name("FILE");
    command.option("--image", how.image, "Picture to build into the project [one of the run's]")
        .type_name("IMAGE");
    command.flag("--force", how.force, "Replace files that are there");
    options->output.add_to(command);
}

}  // namespace nanonas::cli
