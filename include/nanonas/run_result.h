// SPDX-License-Identifier: MIT
/// @file
/// What a run folder says of its run: the settings that it was made with, and the figures that it came to.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "nanonas/architecture.h"
#include "nanonas/emulation.h"
#include "nanonas/memory.h"
#include "nanonas/result.h"
#include "nanonas/run_settings.h"

namespace nanonas {

/// What each stage took; none where it was not run.
struct StageSeconds {
    std::optional<double> data;          ///< reading, decoding, resizing
    std::optional<double> search;        ///< all evaluations
    std::optional<double> train;         ///< the final training
    std::optional<double> quantize;      ///< calibration
    std::optional<double> export_files;  ///< writing
    std::optional<double> verify;        ///< on the emulated microcontroller
    std::optional<double> total;         ///< none before the last stage is finished
};

/// Pictures that were used.
struct PictureCounts {
    std::uint32_t training = 0;    ///< to train with
    std::uint32_t validation = 0;  ///< to judge each epoch with
    std::uint32_t test = 0;        ///< to test with
    std::uint32_t unreadable = 0;  ///< left out (skip_unreadable)
};

/// What result.json says. A figure that was not measured is none. Two runs with the same settings differ at
/// most in `seconds`, `speculative` and `peak_rss_bytes`, and with other tools in `verification`.
struct RunResult {
    Architecture architecture;                  ///< the network that was found
    std::vector<std::string> classes;           ///< by label
    Cost cost;  ///< as the limits count it; of Runtime::c what was linked and run, once it is verified
    std::int64_t arena_bytes = 0;               ///< under TensorFlow Lite Micro on a 64-bit host
    std::int64_t arena_bytes_32bit = 0;         ///< and on a 32-bit Cortex-M
    std::int64_t file_bytes = 0;                ///< of the .tflite
    std::optional<std::int64_t> c_ram_bytes;    ///< as C, computed; none where c_memory doesn't know the core
    std::optional<std::int64_t> c_flash_bytes;  ///< likewise
    std::string target;                         ///< empty: limits alone
    Limits limits;                              ///< that held

    std::optional<double> val_accuracy;       ///< of the float network kept
    std::vector<double> epochs_val_accuracy;  ///< of its training; not in result.json
    std::optional<double> test_float;         ///< accuracy of the float network; none without a test folder
    std::optional<double> test_int8;          ///< accuracy of the integer graph

    StageSeconds seconds;                ///< wall clock
    int evaluated = 0;                   ///< decided candidates that fit
    int infeasible = 0;                  ///< those that did not
    int speculative = 0;                 ///< evaluations finished before they were needed
    std::optional<double> unused_share;  ///< of the search's work, in this session; not in result.json
    PictureCounts pictures;              ///< of each kind
    std::optional<std::int64_t> peak_rss_bytes;  ///< VmHWM of the process
    std::optional<Verification> verification;    ///< none without target or tools
    std::vector<std::string> warnings;           ///< what the figures alone would hide, a sentence each
    std::uint64_t seed = 0;                      ///< of the settings
};

/// The settings that a run folder was made with.
Result<RunSettings> read_run_settings(const std::filesystem::path& run_folder);

/// The text of result.json.
std::string to_json(const RunResult& result);
/// Reads that text; `name` is what errors call it.
Result<RunResult> parse_result(std::string_view json, std::string_view name);

}  // namespace nanonas
