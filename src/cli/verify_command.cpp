// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "cli/command.h"
#include "cli/table.h"
#include "cli/terminal.h"
#include "folder/verification_json.h"
#include "nanonas/run_settings.h"
#include "nanonas/verify_model.h"

namespace nanonas::cli {
namespace {

struct Options {
    std::string model, optimize;
    std::int64_t count = 20;
    std::optional<int> threads;
    VerifyRequest request;
    OutputOptions output;
};

std::string table_of(const VerifiedModel& model) {
    const Verification& v = model.verification;
    const auto macc = static_cast<double>(model.macc);
    const auto whole = [](double value) { return grouped(static_cast<std::int64_t>(value + 0.5)); };
    Table table;
    table.row({"core", v.core});
    table.row({"emulated board", v.board});
    table.row({"pictures", grouped(v.images)});
    table.row({"mismatches", grouped(v.mismatches)});
    table.row({"Flash bytes", grouped(v.flash_bytes)});
    if (v.library_bytes > 0) table.row({"  of the C library", grouped(v.library_bytes)});
    table.row({"RAM bytes", grouped(v.ram_bytes)});
    table.row({"  static", grouped(v.static_ram_bytes)});
    table.row({"  stack", grouped(v.stack_bytes)});
    if (v.instructions) {
        table.row({"instructions", whole(*v.instructions)});
        table.row({"  per MACC", fmt::format("{:.2f}", *v.instructions / macc)});
    }
    table.row({"cycles", whole(v.cycles)});
    if (v.instructions) table.row({"  per instruction", fmt::format("{:g}", v.cycles_per_instruction)});
    table.row({"milliseconds", fmt::format("{:.2f}", v.milliseconds)});
    if (v.microjoules) table.row({"microjoules", fmt::format("{:.1f}", *v.microjoules)});
    return table.text();
}

std::string notes_on(const VerifiedModel& model) {
    const Verification& v = model.verification;
    std::string text = fmt::format(
        "Flash and RAM: the network's code, tables, data and deepest stack, without start-up and caller's "
        "row.\n"
        "Cycles: {}. Milliseconds: of one picture at {:g} MHz, the most that the part is sold for.\n",
        v.cycles_source, model.target.clock_mhz);
    if (v.microjoules) text += fmt::format("Microjoules: {}.\n", v.energy_source);
    return text;
}

Result<void> work(const Options& options) {
    RunSettings settings;
    settings.threads = options.threads;
    NANONAS_TRY_VOID(check_threads(settings.threads));
    VerifyRequest request = options.request;
    if (options.count < 1 || options.count > 1000000) {
        return usage_error("--count: {} is no number of pictures; give one from 1 to 1000000.",
                           options.count);
    }
    request.count = static_cast<std::uint32_t>(options.count);
    request.cache.threads = thread_count(settings);
    if (options.optimize == "size") request.options.optimize = Optimize::size;
    TerminalProgress progress(options.output.quiet, options.output.verbose);
    NANONAS_TRY(const OpenedModel opened, open_model(options.model));
    NANONAS_TRY(const VerifiedModel model, verify_model(opened, request, progress));
    const Verification& v = model.verification;
    if (options.output.json) {
        fmt::print("{}\n", verification_json(v).dump(2));
    } else {
        fmt::print("{} for {}, {}\n\n{}\n{}", options.model, model.target.name, model.pictures,
                   table_of(model), notes_on(model));
    }
    if (v.mismatches == 0) return {};
    std::fflush(stdout);
    return failure("On {} of {} pictures the C gives other outputs than the .tflite; do not ship it.",
                   v.mismatches, v.images);
}

}  // namespace

void add_verify(CLI::App& app, Action& chosen) {
    auto options = std::make_shared<Options>();
    CommandOptions command = add_command(
        app, chosen, "verify", "Run a network's C on an emulated microcontroller and compare every output",
        "nanonas verify my-run --target STM32L010RBT6 --count 500", options, work);
    VerifyRequest& request = options->request;
    command.option("MODEL", options->model, "Run folder or .tflite").required();
    command.option("--target", request.target, "Microcontroller, see nanonas targets [the run's]")
        .type_name("TARGET");
    command.option("--targets", request.targets, "TOML file with more targets").type_name("FILE");
    command
        .option("--images", request.images,
                "Folder with subfolders of pictures [the run's test, else validation pictures; for a "
                ".tflite, the sample set]")
        .type_name("DIR");
    command.option("--count", options->count, "Pictures, spread evenly over what is there [20]");
    command.option("--optimize", options->optimize, "C for size or speed [speed]").one_of({"size", "speed"});
    command.flag("--portable", request.options.portable, "The plain C in place of the core's own kernels");
    command.option("--cache", request.cache.folder, "Folder for resized pictures [$XDG_CACHE_HOME/nanonas]")
        .type_name("DIR");
    command.option("--threads", options->threads, "Threads [all cores]");
    command.flag("--skip-unreadable", request.cache.skip_unreadable,
                 "Go on without pictures that can't be read");
    options->output.add_to(command);
}

}  // namespace nanonas::cli
