// SPDX-License-Identifier: MIT
/// @file
/// All that a report shows of a run, as plain values. A run may be unfinished, of another version, or
/// damaged: what is not known is none, and said in a sentence.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "nanonas/confusion.h"
#include "nanonas/graph.h"
#include "nanonas/result.h"
#include "nanonas/run_result.h"

namespace nanonas {

/// A candidate of the search, as it was decided.
struct DecidedCandidate {
    int k = 1;                                ///< kernels of its first convolution
    int c = 0;                                ///< its cells
    std::optional<std::int64_t> macc;         ///< multiply-accumulates of one picture
    std::optional<std::int64_t> flash_bytes;  ///< as the limits count it
    std::optional<std::int64_t> ram_bytes;    ///< likewise
    std::optional<double> milliseconds;       ///< of one picture as C
    bool feasible = false;                    ///< whether it keeps within all limits
    std::string reason;                       ///< why not; empty if feasible
    std::vector<double> val_accuracy;         ///< after each epoch; empty if it was not evaluated

    /// Whether it was trained.
    bool evaluated() const { return !val_accuracy.empty(); }
    double best() const;   ///< of val_accuracy; -1 if it was not evaluated
    double score() const;  ///< the same with the three decimals by which the search compares
};

/// What the emulated microcontroller said.
struct VerifiedRun {
    std::string core;                         ///< that was emulated
    std::optional<std::int64_t> images;       ///< pictures that were run
    std::optional<std::int64_t> mismatches;   ///< of them
    std::optional<std::int64_t> flash_bytes;  ///< linked
    std::optional<std::int64_t> ram_bytes;    ///< with the stack
    std::optional<double> instructions;       ///< of one picture
    std::optional<double> milliseconds;       ///< of one picture
};

/// A picture to look at.
struct ShownPicture {
    std::string path;                  ///< relative to its folder
    int label = 0;                     ///< its class
    int answer = 0;                    ///< what the network took it for
    float answer_probability = 0;      ///< of the answer
    float label_probability = 0;       ///< of its class
    std::vector<std::uint8_t> pixels;  ///< as the network sees it
};

/// How the int8 network answered pictures that it was not trained with.
struct ShownTest {
    bool on_test_set = false;            ///< else on the validation pictures
    std::uint32_t pictures = 0;          ///< how many
    Confusion confusion;                 ///< of all of them
    std::vector<ShownPicture> mistakes;  ///< the worst ones, worst first
};

/// The run's pictures.
struct ShownPictures {
    InputShape shape;                  ///< of each
    std::vector<std::string> classes;  ///< by label
    /// How many there are of a class.
    struct Counts {
        std::uint32_t training = 0;    ///< to train with
        std::uint32_t validation = 0;  ///< to judge each epoch with
        std::uint32_t test = 0;        ///< to test with
    };
    std::vector<Counts> counts;                    ///< by class
    bool has_test = false;                         ///< there are test pictures
    bool embedded = true;                          ///< false: only counted, none is shown
    std::vector<std::vector<ShownPicture>> sheet;  ///< training pictures by class
    std::optional<ShownTest> tested;               ///< none without a model
    std::string not_tested;                        ///< why; empty if it was
    bool changed = false;  ///< the folders hold other pictures than when the run was begun
};

/// A run.
struct RunRecord {
    std::filesystem::path folder;         ///< as commands to copy name it
    std::string title;                    ///< of its page; empty: what the run is for
    std::string date;                     ///< of its result, "28 November 2026"; may be empty
    std::string fingerprint;              ///< of the pictures that it was begun with; may be empty
    std::optional<RunSettings> settings;  ///< that it was made with
    std::string core;                     ///< that its C is counted on; may be empty

    /// @name Its result; see RunResult
    /// @{
    std::optional<Architecture> architecture;         ///< the network that was found
    std::vector<std::string> classes;                 ///< by label
    std::optional<std::int64_t> macc;                 ///< as the limits count it
    std::optional<std::int64_t> flash_bytes;          ///< likewise
    std::optional<std::int64_t> ram_bytes;            ///< likewise
    std::optional<double> milliseconds;               ///< likewise, of one picture
    std::optional<std::int64_t> arena_bytes;          ///< under TensorFlow Lite Micro on a 64-bit host
    std::optional<std::int64_t> arena_bytes_32bit;    ///< and on a 32-bit Cortex-M
    std::optional<std::int64_t> file_bytes;           ///< of the .tflite
    std::optional<std::int64_t> c_ram_bytes;          ///< as C
    std::optional<std::int64_t> c_flash_bytes;        ///< likewise
    std::string target;                               ///< empty: limits alone
    Limits limits;                                    ///< that held
    std::optional<double> val_accuracy;               ///< of the float network kept
    std::optional<double> test_float;                 ///< accuracy of the float network
    std::optional<double> test_int8;                  ///< accuracy of the integer graph
    StageSeconds seconds;                             ///< wall clock
    std::optional<std::int64_t> evaluated;            ///< decided candidates that fit
    std::optional<std::int64_t> infeasible;           ///< those that did not
    std::optional<std::int64_t> training_pictures;    ///< how many
    std::optional<std::int64_t> validation_pictures;  ///< how many
    std::optional<std::int64_t> test_pictures;        ///< how many
    std::optional<std::int64_t> peak_rss_bytes;       ///< of the process
    std::optional<std::int64_t> seed;                 ///< of the settings
    std::optional<VerifiedRun> verified;              ///< none without target or tools
    std::vector<std::string> warnings;                ///< what the figures alone would hide
    std::string version;                              ///< of the nanonas that wrote it
    /// @}

    std::vector<DecidedCandidate> candidates;  ///< of the search, in order
    std::vector<double> epochs;                ///< validation accuracy of the final training
    std::optional<Graph> graph;                ///< the quantised network

    std::optional<ShownPictures> pictures;  ///< none where they can't be opened
    std::string no_pictures;                ///< why; empty if they were

    std::vector<std::string> missing;  ///< a sentence each
};

/// Reads a run folder, but opens no pictures. Errors: no run folder.
Result<RunRecord> read_run_record(const std::filesystem::path& folder);

}  // namespace nanonas
