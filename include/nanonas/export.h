// SPDX-License-Identifier: MIT
/// @file
/// Trained networks in the forms that others use.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "nanonas/codegen.h"
#include "nanonas/model.h"
#include "nanonas/progress.h"
#include "nanonas/result.h"

namespace nanonas {

/// Forms of a network.
enum class ExportFormat {
    tflite,   ///< for an interpreter
    c,        ///< NAME.h and NAME.c
    project,  ///< a firmware that one `make` builds
    arduino,  ///< a library folder of the Arduino IDE
};

/// What to write, and where.
struct ExportOptions {
    ExportFormat format = ExportFormat::tflite;  ///< the form
    std::filesystem::path folder;                ///< to write into, made if need be
    std::string name;    ///< of the files and of C's names; empty: "model" (tflite), "nanonas" (the others)
    bool force = false;  ///< replace files that are there
    /// Of the C formats:
    Optimize optimize = Optimize::speed;
    bool caller_state = false;  ///< of c alone
    bool example_main = false;  ///< of c alone
    /// One class name a line; empty: labels.txt beside the model, if it is there.
    std::filesystem::path labels;
    std::string source;  ///< of c and arduino: also C that takes a camera's rows, such as "160x120:rgb565"
    /// Of project:
    std::string target;             ///< empty: the run's
    std::filesystem::path targets;  ///< a file with more targets
    /// The built-in picture; empty: one of the run's test, else validation pictures.
    std::filesystem::path image;
};

/// Writes a model and returns what was written. Nothing is written where something is
/// wrong or a file is in the way.
Result<std::vector<std::filesystem::path>> export_model(const OpenedModel& model,
                                                        const ExportOptions& options, Progress& progress);

}  // namespace nanonas
