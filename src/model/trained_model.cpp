// SPDX-License-Identifier: MIT
#include "nanonas/trained_model.h"

#include <algorithm>

#include "folder/labels.h"
#include "model/model_input.h"
#include "model/run_pictures.h"
#include "nanonas/interpreter.h"
#include "nanonas/run_result.h"
#include "nanonas/tflite.h"
#include "nanonas/thread_pool.h"
#include "nanonas/weights_file.h"
#include "system/files.h"

namespace nanonas {
namespace {

namespace fs = std::filesystem;

// From labels.txt beside the model, if it is there.
Result<void> add_labels(const fs::path& file, TrainedModel& model) {
    const auto classes = static_cast<std::size_t>(output_tensor(model.file.graph).elements());
    model.labels_known = fs::exists(file);
    if (model.labels_known) {
        NANONAS_TRY(model.labels, read_labels(file, classes));
    } else {
        for (std::size_t i = 0; i < classes; ++i) model.labels.push_back(fmt::format("{}", i));
    }
    return {};
}

}  // namespace

Result<ModelFile> read_model_file(const fs::path& run_or_model) {
    ModelFile model;
    const bool is_run = fs::is_directory(run_or_model);
    model.path = is_run ? run_or_model / "model.tflite" : run_or_model;
    if (is_run && !fs::exists(model.path)) {
        return failure("\"{}\" has no model.tflite; finish the run with --resume or quantize it.",
                       run_or_model.string());
    }
    NANONAS_TRY(model.bytes, read_bytes(model.path));
    NANONAS_TRY(model.graph, read_tflite(model.bytes, model.path.string()));
    return model;
}

Result<TrainedModel> open_model(const fs::path& run_or_model) {
    TrainedModel model;
    NANONAS_TRY(model.file, read_model_file(run_or_model));
    NANONAS_TRY(model.decode.shape, classifier_input(model.file.graph, model.file.path.string()));
    NANONAS_TRY_VOID(add_labels(model.file.path.parent_path() / "labels.txt", model));
    if (!fs::is_directory(run_or_model)) return model;
    NANONAS_TRY(const RunSettings settings, read_run_settings(run_or_model));
    model.decode = decode_options(settings);
    const fs::path weights = run_or_model / "weights.safetensors";
    NANONAS_TRY(const auto bytes, read_bytes(weights));
    NANONAS_TRY(WeightsFile trained, read_weights(bytes, weights.string()));
    model.network = std::move(trained.network);
    return model;
}

Result<TestReport> test_model(const TrainedModel& model, const fs::path& folder, const CacheOptions& cache,
                              Progress& progress) {
    NANONAS_TRY(const PictureFolder pictures, scan_folder(folder, 1));
    if (model.labels_known) NANONAS_TRY_VOID(same_classes(pictures, model.labels));
    if (pictures.classes.size() != model.labels.size()) {
        return failure("\"{}\" has {} classes, but the network has {}.", folder.string(),
                       pictures.classes.size(), model.labels.size());
    }
    NANONAS_TRY(const PictureSet set, PictureSet::open(pictures, model.decode, cache, progress));
    ThreadPool threads(cache.threads);
    TestReport report;
    report.classes = pictures.classes;
    if (model.network) {
        NANONAS_TRY(report.float_network, confusion(*model.network, set, threads, progress));
    }
    NANONAS_TRY(report.int8_network, confusion(model.file.graph, set, threads, progress));
    return report;
}

Result<std::vector<Classification>> classify(const TrainedModel& model, std::span<const fs::path> pictures) {
    NANONAS_TRY(Interpreter interpreter, Interpreter::create(model.file.graph));
    std::vector<Classification> result;
    std::vector<std::uint8_t> output(static_cast<std::size_t>(output_tensor(model.file.graph).bytes()));
    for (const fs::path& picture : pictures) {
        NANONAS_TRY(std::vector<std::uint8_t> pixels, load_picture(picture, model.decode));
        to_input(model.file.graph, pixels);
        interpreter.run(pixels, output);
        Classification answer{0, probabilities(model.file.graph, output)};
        const auto& values = answer.probabilities;
        answer.label = static_cast<int>(std::max_element(values.begin(), values.end()) - values.begin());
        result.push_back(std::move(answer));
    }
    return result;
}

}  // namespace nanonas
