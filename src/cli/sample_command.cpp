// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/json_text.h"
#include "cli/command.h"
#include "cli/output.h"
#include "cli/terminal.h"
#include "nanonas/run_settings.h"
#include "nanonas/sample.h"

namespace nanonas::cli {
namespace {

struct Options {
    std::string folder;
    SampleOptions sample;
    RunSettings settings;
    OutputOptions output;
};

Result<void> work(const Options& options) {
    NANONAS_TRY_VOID(check_threads(options.settings.threads));
    SampleOptions sample = options.sample;
    sample.threads = thread_count(options.settings);
    TerminalProgress progress(options.output.quiet, options.output.verbose);
    NANONAS_TRY_VOID(write_sample(options.folder, sample, progress));
    if (options.output.json) {
        print_result(json_text(nlohmann::json{{"folder", options.folder}, {"pictures", sample.count}}));
    } else {
        print_result("{} pictures in {}\n", sample.count, options.folder);
    }
    print_hint(fmt::format("Next: nanonas run {} --out my-run", options.folder), options.output.quiet);
    return {};
}

}  // namespace

void add_sample(CLI::App& app, Action& chosen) {
    auto options = std::make_shared<Options>();
    CommandOptions command =
        add_command(app, chosen, "sample", "Draw the sample set: road signs of five kinds, and none",
                    "nanonas sample signs --count 600 --size 64 --seed 1", options, work);
    command.option("DIR", options->folder, "Folder to write into, new or empty").required();
    command.option("--count", options->sample.count, "Pictures in all [2400]");
    command.option("--size", options->sample.size, "Pixels a side [64]");
    command.option("--seed", options->sample.seed, "Same seed, same pictures [0]");
    command.option("--first", options->sample.first,
                   "Number of the first picture, to go on where another set ends [0]");
    command.option("--threads", options->settings.threads, "Threads [all cores]");
    options->output.add_to(command);
}

}  // namespace nanonas::cli
