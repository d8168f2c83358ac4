// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/json_text.h"
#include "base/wilson_interval.h"
#include "cli/command.h"
#include "cli/output.h"
#include "cli/table.h"
#include "cli/terminal.h"
#include "nanonas/model.h"
#include "nanonas/run.h"

namespace nanonas::cli {
namespace {

using Json = nlohmann::ordered_json;

struct Options {
    std::string model, pictures, cache;
    std::optional<int> threads;
    bool skip_unreadable = false;
    OutputOptions output;
};

Json rows_of(const Confusion& confusion) {
    Json rows = Json::array();
    for (int truth = 0; truth < confusion.classes; ++truth) {
        rows.push_back(Json::array());
        for (int answer = 0; answer < confusion.classes; ++answer)
            rows.back().push_back(confusion.at(truth, answer));
    }
    return rows;
}

std::optional<Interval> interval_of(const Confusion& confusion) {
    return wilson_interval(confusion.accuracy(), confusion.pictures());
}

Json interval_json(const Confusion& confusion) {
    const auto interval = interval_of(confusion);
    return interval ? Json{interval->low, interval->high} : Json();
}

std::string json_of(const TestReport& report) {
    const auto& real = report.float_network;
    return json_text(Json{
        {"accuracy",
         {{"float", real ? Json(real->accuracy()) : Json()}, {"int8", report.int8_network.accuracy()}}},
        {"accuracy_interval",
         {{"float", real ? interval_json(*real) : Json()}, {"int8", interval_json(report.int8_network)}}},
        {"classes", report.classes},
        {"confusion", {{"float", real ? rows_of(*real) : Json()}, {"int8", rows_of(report.int8_network)}}}});
}

std::string table_of(const TestReport& report) {
    Table table;
    std::vector<std::string> head{"class \\ answer"};
    for (const std::string& name : report.classes) head.push_back(name);
    head.push_back("right");
    table.row(head);
    const Confusion& confusion = report.int8_network;
    for (int truth = 0; truth < confusion.classes; ++truth) {
        std::vector<std::string> cells{report.classes[static_cast<std::size_t>(truth)]};
        std::uint32_t all = 0;
        for (int answer = 0; answer < confusion.classes; ++answer) {
            cells.push_back(grouped(confusion.at(truth, answer)));
            all += confusion.at(truth, answer);
        }
        cells.push_back(percent(static_cast<double>(confusion.at(truth, truth)) / std::max(all, 1u)));
        table.row(cells);
    }
    const auto accuracy = [](const Confusion& of) {
        return fmt::format("{} ({})", percent(of.accuracy()), percent_range(interval_of(of)));
    };
    std::string text = fmt::format("Accuracy, and its 95 % interval: int8 {}", accuracy(confusion));
    if (report.float_network) text += fmt::format(", float {}", accuracy(*report.float_network));
    return text + "\n\n" + table.text();
}

Result<void> work(const Options& options) {
    RunSettings settings;
    settings.threads = options.threads;
    NANONAS_TRY_VOID(check_threads(settings.threads));
    TerminalProgress progress(options.output.quiet, options.output.verbose);
    NANONAS_TRY(const Classifier model, open_classifier(options.model));
    const CacheOptions cache{options.cache, false, options.skip_unreadable, thread_count(settings), 0};
    NANONAS_TRY(const TestReport report, test_classifier(model, options.pictures, cache, progress));
    print_result("{}", options.output.json ? json_of(report) : table_of(report) + "\n");
    return {};
}

}  // namespace

void add_test(CLI::App& app, Action& chosen) {
    auto options = std::make_shared<Options>();
    CommandOptions command =
        add_command(app, chosen, "test", "Accuracy and confusion matrix on a folder of pictures",
                    "nanonas test my-run more-pictures", options, work);
    command.option("MODEL", options->model, "Run folder or .tflite").required();
    command.option("DIR", options->pictures, "Folder with a subfolder of pictures for each class").required();
    command.option("--cache", options->cache, "Folder for resized pictures [$XDG_CACHE_HOME/nanonas]")
        .type_name("DIR");
    command.option("--threads", options->threads, "Threads [all cores]");
    command.flag("--skip-unreadable", options->skip_unreadable, "Go on without pictures that can't be read");
    options->output.add_to(command);
}

}  // namespace nanonas::cli
