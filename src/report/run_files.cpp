// SPDX-License-Identifier: MIT
#include "report/run_files.h"

#include <algorithm>
#include <cmath>
#include <sstream>

#include "folder/training_file.h"
#include "nanonas/trained_model.h"
#include "report/result_file.h"
#include "report/wording.h"
#include "system/files.h"

namespace nanonas {
namespace {

namespace fs = std::filesystem;

void read_settings(RunFiles& run) {
    auto settings = read_run_settings(run.folder);
    if (settings) {
        run.settings = *std::move(settings);
    } else {
        run.missing.push_back("The settings could not be read. " + settings.error().message);
    }
    const auto toml = read_text(run.folder / "run.toml");
    constexpr std::string_view key = "\nfingerprint = \"";
    const std::size_t begin = toml ? toml->find(key) : std::string::npos;
    if (begin == std::string::npos) return;
    const std::size_t value = begin + key.size();
    run.fingerprint = toml->substr(value, toml->find('"', value) - value);
}

void read_journal_file(RunFiles& run) {
    const fs::path file = run.folder / "journal.jsonl";
    if (!fs::exists(file)) {
        if (!run.settings || !run.settings->arch) {
            run.missing.push_back("The search has not decided on a network yet (no journal.jsonl).");
        }
        return;
    }
    const auto text = read_text(file);
    int unreadable = 0;
    std::istringstream lines(text.value_or(""));
    for (std::string line; std::getline(lines, line);) {
        if (auto candidate = parse_candidate(line)) {
            run.candidates.push_back(*std::move(candidate));
        } else {
            ++unreadable;
        }
    }
    if (!text || unreadable > 0) {
        run.missing.push_back(text ? counted(unreadable, "line", "lines") +
                                         " of journal.jsonl could not be read."
                                   : text.error().message);
    }
}

void read_training_file(RunFiles& run) {
    const fs::path file = run.folder / "weights.safetensors";
    if (!fs::exists(file)) {
        run.missing.push_back("The network has not been trained yet (no weights.safetensors).");
        return;
    }
    const auto bytes = read_bytes(file);
    const auto training = bytes ? read_training(*bytes, file.string()) : tl::unexpected<Error>(bytes.error());
    if (training) {
        run.epochs = training->val_accuracy;
    } else {
        run.missing.push_back(training.error().message);
    }
}

void read_model_graph(RunFiles& run) {
    if (!fs::exists(run.folder / "model.tflite")) {
        run.missing.push_back("The network has not been quantised yet (no model.tflite).");
        return;
    }
    auto model = read_model_file(run.folder);
    if (model) {
        run.graph = std::move(model->graph);
        run.file_bytes = std::ssize(model->bytes);
    } else {
        run.missing.push_back(model.error().message);
    }
}

void read_result(RunFiles& run) {
    const fs::path file = run.folder / "result.json";
    if (!fs::exists(file)) {
        run.missing.push_back("There is no result yet (no result.json).");
        return;
    }
    const auto text = read_text(file);
    if (!text || !parse_result_file(*text, run)) {
        run.missing.push_back(text ? "result.json could not be read: it is no JSON object."
                                   : text.error().message);
    }
}

}  // namespace

double DecidedCandidate::best() const {
    return evaluated() ? *std::max_element(val_accuracy.begin(), val_accuracy.end()) : -1;
}

double DecidedCandidate::score() const {
    return evaluated() ? std::round(best() * 1000) / 1000 : -1;
}

Result<RunFiles> read_run_files(const fs::path& folder) {
    if (!fs::exists(folder / "run.toml")) {
        return failure("\"{}\" is not a run folder: it has no run.toml.", folder.string());
    }
    RunFiles run;
    run.folder = folder;
    read_settings(run);
    read_result(run);
    read_journal_file(run);
    read_training_file(run);
    read_model_graph(run);
    return run;
}

}  // namespace nanonas
