// SPDX-License-Identifier: MIT
/// @file
/// A trained network in use: its accuracy on a folder of pictures, its answers for single ones.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "nanonas/executor.h"
#include "nanonas/float_network.h"
#include "nanonas/graph.h"
#include "nanonas/pictures.h"
#include "nanonas/progress.h"
#include "nanonas/result.h"

namespace nanonas {

/// Any .tflite.
struct ModelFile {
    std::filesystem::path path;    ///< of the file itself
    std::vector<std::byte> bytes;  ///< all of it
    Graph graph;                   ///< read from them
};

/// Opens a .tflite, or that of a run folder.
Result<ModelFile> read_model_file(const std::filesystem::path& run_or_model);

/// A classifier, ready for pictures.
struct TrainedModel {
    ModelFile file;                       ///< one uint8 or int8 picture in, one class vector out
    std::optional<FloatNetwork> network;  ///< of a run folder only
    std::vector<std::string> labels;      ///< of labels.txt beside the model; else "0", "1", ...
    bool labels_known = false;            ///< there is a labels.txt
    DecodeOptions decode;                 ///< how a picture becomes its input
};

/// Opens a run folder or a classifier's .tflite.
Result<TrainedModel> open_model(const std::filesystem::path& run_or_model);

/// How often pictures of one class got each answer.
struct Confusion {
    int classes = 0;                    ///< both sides of the matrix
    std::vector<std::uint32_t> counts;  ///< [true class][answer]

    /// One of the counts.
    std::uint32_t& at(int truth, int answer);
    /// One of the counts.
    std::uint32_t at(int truth, int answer) const;
    /// The share of right answers, 0 to 1; 0 without pictures.
    double accuracy() const;
};

/// Every picture of `source` through the float network. Answers are the classes with the
/// highest probability, the first of equals.
Result<Confusion> confusion(const FloatNetwork& network, const PictureSource& source, Executor& executor,
                            Progress& progress);
/// The same through the integer graph.
Result<Confusion> confusion(const Graph& graph, const PictureSource& source, Executor& executor,
                            Progress& progress);

/// How good a model is on a folder.
struct TestReport {
    std::vector<std::string> classes;        ///< by label
    std::optional<Confusion> float_network;  ///< none of a .tflite
    Confusion int8_network;                  ///< of the integer graph
};

/// Both on a folder with one subfolder a class, whose names must be the model's.
Result<TestReport> test_model(const TrainedModel& model, const std::filesystem::path& folder,
                              const CacheOptions& cache, Progress& progress);

/// The answer for one picture.
struct Classification {
    int label = 0;                     ///< the class with the highest probability
    std::vector<float> probabilities;  ///< by class
};

/// The integer graph's answer for each picture.
Result<std::vector<Classification>> classify(const TrainedModel& model,
                                             std::span<const std::filesystem::path> pictures);

}  // namespace nanonas
