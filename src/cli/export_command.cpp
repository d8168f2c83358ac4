// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/command.h"
#include "cli/terminal.h"
#include "nanonas/export.h"

namespace nanonas::cli {
namespace {

struct Options {
    std::string model, format = "tflite", out, name = "model";
    bool force = false;
    OutputOptions output;
};

Result<void> work(const Options& options) {
    if (options.format != "tflite") {
        return usage_error("--format: \"{}\" is not known here; use tflite.", options.format);
    }
    NANONAS_TRY(const auto files, export_tflite(options.model, options.out, options.name, options.force));
    if (options.output.json) {
        nlohmann::json names = nlohmann::json::array();
        for (const auto& file : files) names.push_back(file.string());
        fmt::print("{}\n", nlohmann::json{{"files", names}}.dump(2));
    } else {
        for (const auto& file : files) fmt::print("{}\n", file.string());
    }
    return {};
}

}  // namespace

void add_export(CLI::App& app, Action& chosen) {
    auto options = std::make_shared<Options>();
    CLI::App& command =
        add_command(app, chosen, "export", "Write a trained network in the form that others use",
                    "nanonas export my-run --format tflite --out firmware --name signs", options, work);
    command.add_option("MODEL", options->model, "Run folder or .tflite")->required();
    command.add_option("--format", options->format, "tflite")->required();
    command.add_option("--out", options->out, "Folder to write into, made if need be")->required();
    command.add_option("--name", options->name, "Name of the files [model]");
    command.add_flag("--force", options->force, "Replace files that are there");
    options->output.add_to(command);
}

}  // namespace nanonas::cli
