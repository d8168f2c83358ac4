// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/json_text.h"
#include "cli/command.h"
#include "cli/output.h"
#include "cli/table.h"
#include "nanonas/model.h"

namespace nanonas::cli {
namespace {

using Json = nlohmann::ordered_json;

struct Options {
    std::string model;
    std::vector<std::string> pictures;
    OutputOptions output;
};

std::string json_of(const Classifier& model, const Options& options,
                    const std::vector<Classification>& answers) {
    Json list = Json::array();
    for (std::size_t i = 0; i < answers.size(); ++i) {
        Json probabilities;
        for (std::size_t label = 0; label < model.labels.size(); ++label) {
            probabilities[model.labels[label]] = answers[i].probabilities[label];
        }
        list.push_back({{"picture", options.pictures[i]},
                        {"class", model.labels[static_cast<std::size_t>(answers[i].label)]},
                        {"probabilities", probabilities}});
    }
    return json_text(Json{{"predictions", list}});
}

std::string table_of(const Classifier& model, const Options& options,
                     const std::vector<Classification>& answers) {
    Table table;
    for (std::size_t i = 0; i < answers.size(); ++i) {
        const auto label = static_cast<std::size_t>(answers[i].label);
        table.row({options.pictures[i], model.labels[label], percent(answers[i].probabilities[label])});
    }
    return table.text();
}

Result<void> work(const Options& options) {
    NANONAS_TRY(const Classifier model, open_classifier(options.model));
    const std::vector<std::filesystem::path> pictures(options.pictures.begin(), options.pictures.end());
    NANONAS_TRY(const auto answers, classify(model, pictures));
    print_result("{}",
                 options.output.json ? json_of(model, options, answers) : table_of(model, options, answers));
    return {};
}

}  // namespace

void add_predict(CLI::App& app, Action& chosen) {
    auto options = std::make_shared<Options>();
    CommandOptions command = add_command(app, chosen, "predict", "What a trained network sees in pictures",
                                         "nanonas predict my-run photo.jpg", options, work);
    command.option("MODEL", options->model, "Run folder or .tflite").required();
    command.option("IMAGE", options->pictures, "Pictures").required();
    options->output.add_to(command);
}

}  // namespace nanonas::cli
