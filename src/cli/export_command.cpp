// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <map>
#include <nlohmann/json.hpp>

#include "cli/command.h"
#include "cli/terminal.h"
#include "nanonas/export.h"

namespace nanonas::cli {
namespace {

struct Options {
    std::string model, format, optimize;
    ExportOptions how;
    OutputOptions output;
};

const std::map<std::string, ExportFormat> formats{{"tflite", ExportFormat::tflite},
                                                  {"c", ExportFormat::c},
                                                  {"project", ExportFormat::project},
                                                  {"arduino", ExportFormat::arduino}};

// What is of no use in another format is more likely a mistake than meant so.
Result<void> check_use(const ExportOptions& how) {
    if (how.format != ExportFormat::c && (how.caller_state || how.example_main)) {
        return usage_error("--caller-state and --main belong to --format c.");
    }
    if (how.format != ExportFormat::c && how.format != ExportFormat::arduino && !how.source.empty()) {
        return usage_error("--source belongs to --format c and arduino.");
    }
    if (how.format != ExportFormat::project && !how.image.empty()) {
        return usage_error("--image belongs to --format project.");
    }
    if (how.format == ExportFormat::tflite && !how.labels.empty()) {
        return usage_error("--labels belongs to the C formats; a .tflite names no classes.");
    }
    return {};
}

Result<void> work(const Options& options) {
    ExportOptions how = options.how;
    how.format = formats.at(options.format);
    how.optimize = options.optimize == "size" ? Optimize::size : Optimize::speed;
    NANONAS_TRY_VOID(check_use(how));
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
    if (how.format == ExportFormat::project) {
        print_hint(fmt::format("Next: make -C {} run", how.folder.string()), options.output.quiet);
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
    command
        .option("--format", options->format,
                "tflite; c (two files of C99); project (a firmware that make builds); arduino (a library)")
        .required()
        .one_of({"tflite", "c", "project", "arduino"});
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
