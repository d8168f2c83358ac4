// SPDX-License-Identifier: MIT
// A trained network in use: its accuracy on a folder of pictures, its answers for single ones.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "nanonas/float_network.h"
#include "nanonas/graph.h"
#include "nanonas/pictures.h"
#include "nanonas/progress.h"
#include "nanonas/result.h"

namespace nanonas {

// Any .tflite.
struct ModelFile {
    std::filesystem::path path;
    std::vector<std::byte> bytes;
    Graph graph;
};

// Opens a .tflite, or that of a run folder.
Result<ModelFile> read_model_file(const std::filesystem::path& run_or_model);

struct TrainedModel {
    ModelFile file;                       // one uint8 or int8 picture in, one class vector out
    std::optional<FloatNetwork> network;  // of a run folder only
    std::vector<std::string> labels;      // of labels.txt beside the model; else "0", "1", ...
    bool labels_known = false;
    DecodeOptions decode;  // how a picture becomes its input
};

// Opens a run folder or a classifier's .tflite.
Result<TrainedModel> open_model(const std::filesystem::path& run_or_model);

// How often pictures of one class got each answer.
struct Confusion {
    int classes = 0;
    std::vector<std::uint32_t> counts;  // [true class][answer]

    std::uint32_t& at(int truth, int answer);
    std::uint32_t at(int truth, int answer) const;
    double accuracy() const;
};

// Every picture of `source` through the float network or the integer graph. Answers are the classes with the
// highest probability, the first of equals.
Result<Confusion> confusion(const FloatNetwork& network, const PictureSource& source, int threads,
                            Progress& progress);
Result<Confusion> confusion(const Graph& graph, const PictureSource& source, int threads, Progress& progress);

struct TestReport {
    std::vector<std::string> classes;
    std::optional<Confusion> float_network;  // none of a .tflite
    Confusion int8_network;
};

// Both on a folder with one subfolder a class, whose names must be the model's.
Result<TestReport> test_model(const TrainedModel& model, const std::filesystem::path& folder,
                              const CacheOptions& cache, Progress& progress);

struct Classification {
    int label = 0;
    std::vector<float> probabilities;  // by class
};

// The integer graph's answer for each picture.
Result<std::vector<Classification>> classify(const TrainedModel& model,
                                             std::span<const std::filesystem::path> pictures);

}  // namespace nanonas
