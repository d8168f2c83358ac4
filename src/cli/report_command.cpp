// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/json_text.h"
#include "cli/command.h"
#include "cli/output.h"
#include "cli/terminal.h"
#include "nanonas/report.h"
#include "nanonas/study.h"
#include "system/files.h"

namespace nanonas::cli {
namespace {

namespace fs = std::filesystem;

struct Options {
    std::vector<std::string> runs;
    std::string out, cache, title;
    std::optional<int> threads;
    bool no_pictures = false;
    OutputOptions output;
};

Result<std::string> page_of(const Options& options) {
    if (options.runs.size() > 1)
        return comparison_page(std::vector<fs::path>(options.runs.begin(), options.runs.end()),
                               options.title);
    if (fs::exists(fs::path(options.runs.front()) / "study.toml"))
        return study_page(options.runs.front(), options.title);
    RunSettings settings;
    settings.threads = options.threads;
    NANONAS_TRY_VOID(check_threads(settings.threads));
    TerminalProgress progress(options.output.quiet, options.output.verbose);
    return report_page(options.runs.front(),
                       {!options.no_pictures, options.cache, thread_count(settings), options.title},
                       progress);
}

Result<void> work(const Options& options) {
    if (options.runs.size() > 1 && options.out.empty()) {
        return usage_error("A comparison of several runs needs a file to go into (--out FILE).");
    }
    const fs::path file =
        options.out.empty() ? fs::path(options.runs.front()) / "report.html" : fs::path(options.out);
    NANONAS_TRY(const std::string page, page_of(options));
    NANONAS_TRY_VOID(write_atomically(file, page));
    if (options.output.json) {
        print_result(json_text(nlohmann::json{{"files", {file.string()}}}));
    } else {
        print_result("{}\n", file.string());
    }
    return {};
}

}  // namespace

void add_report(CLI::App& app, Action& chosen) {
    auto options = std::make_shared<Options>();
    CommandOptions command = add_command(
        app, chosen, "report", "Make a page of a run or a study, or of several runs to compare them",
        "nanonas report my-run\n  nanonas report my-run other-run --out comparison.html", options, work);
    command.option("RUN", options->runs, "Run folders, or a study's folder").required();
    command.option("--out", options->out, "The page's file [RUN/report.html]").type_name("FILE");
    command.option("--title", options->title, "Heading of the page [what the run is for]");
    command.flag("--no-pictures", options->no_pictures, "Embed no pictures");
    command.option("--cache", options->cache, "Folder for resized pictures [that of the run]")
        .type_name("DIR");
    command.option("--threads", options->threads, "Threads [all cores]");
    options->output.add_to(command);
}

}  // namespace nanonas::cli
