// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "cli/command.h"
#include "cli/survey_text.h"
#include "cli/terminal.h"
#include "nanonas/picture_layout.h"
#include "nanonas/run_settings.h"
#include "system/files.h"

namespace nanonas::cli {
namespace {

constexpr int sheet_columns = 12;

struct Options {
    std::string pictures, test, input = "50x50x3", contact_sheet;
    std::optional<int> threads;
    int near_bits = SurveyOptions{}.near_bits;
    OutputOptions output;
};

Result<void> work(const Options& options) {
    RunSettings settings;
    settings.threads = options.threads;
    NANONAS_TRY(settings.input, parse_input_shape(options.input));
    NANONAS_TRY_VOID(check_threads(settings.threads));
    NANONAS_TRY(const DividedPictures folders, scan_pictures(options.pictures, options.test, 1));
    PictureSurvey survey;
    {
        TerminalProgress progress(options.output.quiet, options.output.verbose);
        if (!folders.division.empty()) progress.note(folders.division);
        const SurveyOptions how{settings.input, thread_count(settings), options.near_bits};
        NANONAS_TRY(survey, survey_pictures(folders.training, folders.test ? &*folders.test : nullptr, how,
                                            progress));
    }
    if (!options.contact_sheet.empty()) {
        NANONAS_TRY(const auto png, contact_sheet_png(folders.training, sheet_columns));
        NANONAS_TRY_VOID(write_atomically(options.contact_sheet, png));
    }
    fmt::print("{}", options.output.json ? to_json(survey) : to_text(survey));
    if (survey.warnings.empty()) {
        print_hint(fmt::format("Next: nanonas run {} --out my-run", options.pictures), options.output.quiet);
    }
    return {};
}

}  // namespace

void add_data(CLI::App& app, Action& chosen) {
    auto options = std::make_shared<Options>();
    CommandOptions command =
        add_command(app, chosen, "data", "Look at a folder of pictures before a search",
                    "nanonas data pictures --test more-pictures --contact-sheet sheet.png", options, work);
    command.option("DIR", options->pictures, "Folder with a subfolder of pictures for each class").required();
    command.option("--test", options->test, "Folder with pictures to test with").type_name("DIR");
    command.option("--input", options->input, "HEIGHTxWIDTHxCHANNELS that it is for [50x50x3]");
    command.option("--near", options->near_bits,
                   "Pictures are nearly equal if at most so many bits of their hashes differ, 0 to 15 [7]");
    command
        .option("--contact-sheet", options->contact_sheet,
                "Write some pictures of each class into a png, a row a class")
        .type_name("FILE");
    command.option("--threads", options->threads, "Threads [all cores]");
    options->output.add_to(command);
}

}  // namespace nanonas::cli
