// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/command.h"
#include "cli/table.h"
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

// Whether the part runs at the clock that figures are for; else what that makes of them.
std::string clock_text(const FirmwareFigures& f) {
    const double slower = f.target.clock_mhz / f.clock_mhz;
    const std::string at_target =
        f.milliseconds ? fmt::format("{:.2f} ms a picture at {:g} MHz", *f.milliseconds, f.target.clock_mhz)
                       : fmt::format("It runs at {:g} MHz", f.clock_mhz);
    if (slower == 1) return f.milliseconds ? at_target + ", which it runs at.\n" : at_target + ".\n";
    if (f.milliseconds) {
        return fmt::format("{}, and {:.2f} ms at the {:g} MHz of its board.c.\n", at_target,
                           *f.milliseconds * slower, f.clock_mhz);
    }
    return fmt::format(
        "{} unless its board.c sets another clock; milliseconds are said for {:g} MHz, and it takes {:.3g} "
        "times as many.\n",
        at_target, f.target.clock_mhz, slower);
}

// What the firmware takes, part by part, beside what there is.
std::string firmware_text(const FirmwareFigures& f) {
    const std::int64_t main_ram = f.ram_bytes - f.network_ram_bytes - f.stack_bytes;
    Table table;
    table.row({fmt::format("For the {}", f.target.name), "Flash", "RAM"});
    table.row({"network", grouped(f.network_flash_bytes), grouped(f.network_ram_bytes)});
    table.row({f.has_picture ? "start-up, UART, main, picture, its row" : "start-up, UART, main, a row",
               grouped(f.flash_bytes - f.network_flash_bytes), grouped(main_ram)});
    table.row({f.stack_measured ? "stack, measured" : "stack, upper bound", "", grouped(f.stack_bytes)});
    table.row({"in all", grouped(f.flash_bytes), grouped(f.ram_bytes)});
    table.row({"of", grouped(f.target.flash_bytes), grouped(f.target.ram_bytes)});
    std::string text = table.text();
    if (!f.linked) text += "Upper bounds of the models, for the part's compiler or make is missing.\n";
    if (!f.has_picture)
        text += "The built-in picture was left out, for it does not fit beside the network.\n";
    return text + clock_text(f);
}

nlohmann::ordered_json json_of(const Exported& exported) {
    using Json = nlohmann::ordered_json;
    Json names = Json::array();
    for (const auto& file : exported.files) names.push_back(file.string());
    Json json{{"files", names}};
    if (!exported.firmware) return json;
    const FirmwareFigures& f = *exported.firmware;
    json["firmware"] = {
        {"target", f.target.name},
        {"linked", f.linked},
        {"network_flash_bytes", f.network_flash_bytes},
        {"network_ram_bytes", f.network_ram_bytes},
        {"flash_bytes", f.flash_bytes},
        {"ram_bytes", f.ram_bytes},
        {"stack_bytes", f.stack_bytes},
        {"stack_measured", f.stack_measured},
        {"picture", f.has_picture},
        {"clock_mhz", f.clock_mhz},
        {"milliseconds", f.milliseconds ? Json(*f.milliseconds * f.target.clock_mhz / f.clock_mhz) : Json()}};
    return json;
}

Result<void> work(const Options& options) {
    ExportOptions how = options.how;
    how.optimize = options.optimize == "size" ? Optimize::size : Optimize::speed;
    TerminalProgress progress(options.output.quiet, options.output.verbose);
    NANONAS_TRY(const OpenedModel model, open_model(options.model));
    NANONAS_TRY(const Exported exported, export_model(model, how, progress));
    if (options.output.json) {
        fmt::print("{}\n", json_of(exported).dump(2));
    } else {
        for (const auto& file : exported.files) fmt::print("{}\n", file.string());
        if (exported.firmware) fmt::print("\n{}", firmware_text(*exported.firmware));
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
