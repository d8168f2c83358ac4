// SPDX-License-Identifier: MIT
// A run folder as a RunRecord.
#include <sstream>

#include "folder/file_names.h"
#include "folder/result_reader.h"
#include "folder/run_toml.h"
#include "folder/training_file.h"
#include "nanonas/model.h"
#include "nanonas/run_record.h"
#include "report/decided_candidate.h"
#include "report/wording.h"
#include "system/files.h"

namespace nanonas {
namespace {

namespace fs = std::filesystem;

void read_settings(RunRecord& run) {
    auto settings = read_run_settings(run.folder);
    if (settings) {
        run.settings = *std::move(settings);
    } else {
        run.missing.push_back("The settings could not be read. " + settings.error().message);
    }
    if (const auto toml = read_text(run.folder / run_file::settings)) {
        run.fingerprint = origin_in(*toml).fingerprint;
        run.core = core_in(*toml);
    }
}

void read_journal_file(RunRecord& run) {
    const fs::path file = run.folder / run_file::journal;
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

void read_training_file(RunRecord& run) {
    const fs::path file = run.folder / run_file::weights;
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

void read_model_graph(RunRecord& run) {
    if (!fs::exists(run.folder / run_file::model)) {
        run.missing.push_back("The network has not been quantised yet (no model.tflite).");
        return;
    }
    auto model = open_model(run.folder);
    if (model) {
        run.graph = std::move(model->graph);
        run.file_bytes = std::ssize(model->bytes);
    } else {
        run.missing.push_back(model.error().message);
    }
}

// A figure that may be absent from result.json.
template <typename To, typename From>
void take(const ReadResult& read, std::string_view key, const From& from, std::optional<To>& to) {
    if (read.has(key)) to = static_cast<To>(from);
}

VerifiedRun verified_in(const ReadResult& read) {
    const Verification& from = *read.result.verification;
    VerifiedRun verified;
    verified.core = from.core;
    take(read, "verify.images", from.images, verified.images);
    take(read, "verify.mismatches", from.mismatches, verified.mismatches);
    take(read, "verify.flash_bytes", from.flash_bytes, verified.flash_bytes);
    take(read, "verify.ram_bytes", from.ram_bytes, verified.ram_bytes);
    take(read, "verify.milliseconds", from.milliseconds, verified.milliseconds);
    verified.instructions = from.instructions;
    return verified;
}

void take_result(const ReadResult& read, RunRecord& run) {
    const RunResult& from = read.result;
    take(read, "architecture", from.architecture, run.architecture);
    run.classes = from.classes;
    take(read, "macc", from.cost.macc, run.macc);
    take(read, "flash_bytes", from.cost.flash_bytes, run.flash_bytes);
    take(read, "ram_bytes", from.cost.ram_bytes, run.ram_bytes);
    take(read, "memory.tflm.arena_bytes", from.arena_bytes, run.arena_bytes);
    take(read, "memory.tflm.arena_bytes_32bit", from.arena_bytes_32bit, run.arena_bytes_32bit);
    take(read, "memory.tflm.file_bytes", from.file_bytes, run.file_bytes);
    run.milliseconds = from.cost.milliseconds;
    run.c_ram_bytes = from.c_ram_bytes;
    run.c_flash_bytes = from.c_flash_bytes;
    run.target = from.target;
    run.limits = from.limits;
    run.val_accuracy = from.val_accuracy;
    run.test_float = from.test_float;
    run.test_int8 = from.test_int8;
    run.seconds = from.seconds;
    take(read, "candidates.evaluated", from.evaluated, run.evaluated);
    take(read, "candidates.infeasible", from.infeasible, run.infeasible);
    take(read, "pictures.training", from.pictures.training, run.training_pictures);
    take(read, "pictures.validation", from.pictures.validation, run.validation_pictures);
    take(read, "pictures.test", from.pictures.test, run.test_pictures);
    run.peak_rss_bytes = from.peak_rss_bytes;
    run.warnings = from.warnings;
    take(read, "seed", from.seed, run.seed);
    run.version = read.version;
    if (from.verification) run.verified = verified_in(read);
    if (!run.verified || !counts_as_c(run)) return;
    // Of a run of version 0.1.0, which did not say.
    if (run.core.empty()) run.core = run.verified->core;
    if (!run.milliseconds) run.milliseconds = run.verified->milliseconds;
}

void read_result_file(RunRecord& run) {
    const fs::path file = run.folder / run_file::result;
    if (!fs::exists(file)) {
        run.missing.push_back("There is no result yet (no result.json).");
        return;
    }
    const auto text = read_text(file);
    const std::optional<ReadResult> read = text ? read_result(*text) : std::nullopt;
    if (read) {
        take_result(*read, run);
    } else {
        run.missing.push_back(text ? "result.json could not be read: it is no JSON object."
                                   : text.error().message);
    }
}

}  // namespace

Result<RunRecord> read_run_record(const fs::path& folder) {
    if (!fs::exists(folder / run_file::settings)) {
        return failure("\"{}\" is not a run folder: it has no run.toml.", folder.string());
    }
    RunRecord run;
    run.folder = folder;
    run.date = date_of(folder / run_file::result);
    read_settings(run);
    read_result_file(run);
    read_journal_file(run);
    read_training_file(run);
    read_model_graph(run);
    return run;
}

}  // namespace nanonas
