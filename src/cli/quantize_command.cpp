// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "cli/command.h"
#include "cli/output.h"
#include "cli/table.h"
#include "cli/terminal.h"
#include "nanonas/run.h"

namespace nanonas::cli {
namespace {

struct Options {
    std::string run;
    OutputOptions output;
};

Result<void> work(const Options& options) {
    TerminalProgress progress(options.output.quiet, options.output.verbose);
    NANONAS_TRY(const RunResult result, quantize_run(options.run, progress));
    if (options.output.json) {
        print_result("{}", to_json(result));
    } else {
        print_result("{}/model.tflite: {} bytes\n", options.run, grouped(result.file_bytes));
    }
    print_hint(fmt::format("Next: nanonas test {} DIR", options.run), options.output.quiet);
    return {};
}

}  // namespace

void add_quantize(CLI::App& app, Action& chosen) {
    auto options = std::make_shared<Options>();
    CommandOptions command =
        add_command(app, chosen, "quantize", "Make the uint8 model.tflite of a trained network",
                    "nanonas quantize my-run", options, work);
    command.option("RUN", options->run, "Run folder with a trained network").required();
    options->output.add_to(command);
}

}  // namespace nanonas::cli
