// SPDX-License-Identifier: MIT
// A run folder's files as plain values. Runs may be unfinished, of another version, or damaged: whatever is
// there is read, and what is not is said in a sentence.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "nanonas/graph.h"
#include "nanonas/run_result.h"

namespace nanonas {

// A line of journal.jsonl.
struct DecidedCandidate {
    int k = 1, c = 0;
    std::optional<std::int64_t> macc, flash_bytes, ram_bytes;
    bool feasible = false;
    std::string reason;                // empty if feasible
    std::vector<double> val_accuracy;  // after each epoch; empty if it was not evaluated

    bool evaluated() const { return !val_accuracy.empty(); }
    double best() const;   // of val_accuracy; -1 if it was not evaluated
    double score() const;  // the same with the three decimals by which the search compares
};

// The object `verify` of result.json.
struct VerifiedRun {
    std::string core;
    std::optional<std::int64_t> images, mismatches, flash_bytes, ram_bytes;
    std::optional<double> instructions, milliseconds;
};

struct RunFiles {
    std::filesystem::path folder;
    std::string fingerprint;              // of the pictures that it was begun with; may be empty
    std::optional<RunSettings> settings;  // run.toml

    // result.json
    std::optional<Architecture> architecture;
    std::vector<std::string> classes;
    std::optional<std::int64_t> macc, flash_bytes, ram_bytes;
    std::optional<std::int64_t> arena_bytes, arena_bytes_32bit, file_bytes, c_ram_bytes, c_flash_bytes;
    std::string target;  // empty: limits alone
    Limits limits;
    std::optional<double> val_accuracy, test_float, test_int8;
    StageSeconds seconds;
    std::optional<std::int64_t> evaluated, infeasible, ahead;
    std::optional<std::int64_t> training_pictures, validation_pictures, test_pictures;
    std::optional<std::int64_t> peak_rss_bytes, seed;
    std::optional<VerifiedRun> verified;
    std::string version;

    std::vector<DecidedCandidate> candidates;  // journal.jsonl
    std::vector<double> epochs;                // validation accuracy of the final training
    std::optional<Graph> graph;                // model.tflite

    std::vector<std::string> missing;  // a sentence each
};

// Fails with a sentence if `folder` is no run folder.
Result<RunFiles> read_run_files(const std::filesystem::path& folder);

}  // namespace nanonas
