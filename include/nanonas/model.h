// SPDX-License-Identifier: MIT
/// @file
/// A trained network in use. A run folder or a .tflite is opened once; what it is then asked for takes the
/// opened model: its accuracy on a folder of pictures, its answers for single ones, an export, a
/// verification.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "nanonas/confusion.h"
#include "nanonas/float_network.h"
#include "nanonas/graph.h"
#include "nanonas/pictures.h"
#include "nanonas/progress.h"
#include "nanonas/result.h"
#include "nanonas/run_settings.h"

namespace nanonas {

/// Any .tflite, alone or in a run folder.
struct OpenedModel {
    std::filesystem::path folder;  ///< the run folder; empty for a .tflite alone
    std::filesystem::path file;    ///< the .tflite itself
    std::vector<std::byte> bytes;  ///< all of it
    Graph graph;                   ///< read from them
    Result<RunSettings>
        settings;  ///< the run's; an error for a .tflite alone and where run.toml can't be read

    /// Whether it was opened as a run folder.
    bool is_run() const { return !folder.empty(); }
    /// labels.txt beside the model; empty if there is none.
    std::filesystem::path labels_file() const;
};

/// Opens a .tflite, or that of a run folder.
Result<OpenedModel> open_model(const std::filesystem::path& run_or_model);

/// A classifier, ready for pictures.
struct Classifier {
    OpenedModel model;                    ///< one uint8 or int8 picture in, one class vector out
    std::optional<FloatNetwork> network;  ///< of a run folder only
    std::vector<std::string> labels;      ///< of labels.txt beside the model; else "0", "1", ...
    bool labels_known = false;            ///< there is a labels.txt
    DecodeOptions decode;                 ///< how a picture becomes its input
};

/// Opens a run folder or a classifier's .tflite.
Result<Classifier> open_classifier(const std::filesystem::path& run_or_model);

/// How good a model is on a folder.
struct TestReport {
    std::vector<std::string> classes;        ///< by label
    std::optional<Confusion> float_network;  ///< none of a .tflite
    Confusion int8_network;                  ///< of the integer graph
};

/// Both on a folder with one subfolder a class, whose names must be the model's.
Result<TestReport> test_classifier(const Classifier& classifier, const std::filesystem::path& folder,
                                   const CacheOptions& cache, Progress& progress);

/// The answer for one picture.
struct Classification {
    int label = 0;                     ///< the class with the highest probability
    std::vector<float> probabilities;  ///< by class
};

/// The integer graph's answer for each picture.
Result<std::vector<Classification>> classify(const Classifier& classifier,
                                             std::span<const std::filesystem::path> pictures);

}  // namespace nanonas
