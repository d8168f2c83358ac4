// SPDX-License-Identifier: MIT
/// @file
/// Trained networks in the forms that others use.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "nanonas/codegen.h"
#include "nanonas/model.h"
#include "nanonas/progress.h"
#include "nanonas/result.h"
#include "nanonas/targets.h"

namespace nanonas {

/// A form of a network. src/model/export.cpp has the table of them.
struct ExportFormat {
    std::string_view name{};  ///< "c", as `--format` takes it
    std::string_view help{};  ///< what it is, in a few words; empty where its name says it
    std::string_view next{};  ///< a command that people go on with, {} being the folder; empty: none
    /// Which options it has a use for, beside those of every format:
    bool takes_labels = false;  ///< ExportOptions::labels
    bool takes_source = false;  ///< ExportOptions::source
    bool takes_image = false;   ///< ExportOptions::image
    bool takes_style = false;   ///< ExportOptions::caller_state and example_main
};
/// All of them.
const std::vector<ExportFormat>& export_formats();

/// What to write, and where.
struct ExportOptions {
    std::string format = "tflite";  ///< the name of one of export_formats()
    std::filesystem::path folder;   ///< to write into, made if need be
    std::string name;    ///< of the files and of C's names; empty: "model" (tflite), "nanonas" (the others)
    bool force = false;  ///< replace files that are there
    Optimize optimize = Optimize::speed;  ///< of C
    bool caller_state = false;            ///< as CodegenOptions have it
    bool example_main = false;            ///< as CodegenOptions have it
    /// One class name a line; empty: labels.txt beside the model, if it is there.
    std::filesystem::path labels;
    std::string source;             ///< also C that takes a camera's rows, such as "160x120:rgb565"
    std::string target;             ///< of a project; empty: the run's
    std::filesystem::path targets;  ///< a file with more targets
    /// A project's built-in picture; empty: one of the run's test, else validation pictures.
    std::filesystem::path image;
};

/// What a project's firmware takes of its part, all in all: vector table, start-up, UART, row buffers and
/// stack too.
struct FirmwareFigures {
    Target target;                         ///< that it is for
    bool linked = false;                   ///< by the linker; else upper bounds, since tools are missing
    std::int64_t network_flash_bytes = 0;  ///< of the network's own object file
    std::int64_t network_ram_bytes = 0;    ///< of the same
    std::int64_t flash_bytes = 0;          ///< of the firmware
    std::int64_t ram_bytes = 0;            ///< data and stack_bytes
    std::int64_t stack_bytes = 0;          ///< that the linker script keeps free
    bool stack_measured = false;           ///< by the run's verification; else an upper bound
    bool has_picture = false;              ///< false: the built-in picture does not fit
    double clock_mhz = 0;                  ///< that the firmware runs at
    std::optional<double> milliseconds;    ///< of one picture at the target's clock, where that was measured
};

/// What was written.
struct Exported {
    std::vector<std::filesystem::path> files;  ///< their paths
    std::optional<FirmwareFigures> firmware;   ///< of a project
};

/// Writes a model and returns what was written. A project that does not fit its part is an error. Nothing is
/// written where something is wrong or a file is in the way. An option that the format has no use for is a
/// usage error, being more likely a mistake than meant so.
Result<Exported> export_model(const OpenedModel& model, const ExportOptions& options, Progress& progress);

}  // namespace nanonas
