// SPDX-License-Identifier: MIT
#include <algorithm>

#include "folder/file_names.h"
#include "folder/labels.h"
#include "graph/classifier.h"
#include "model/run_pictures.h"
#include "nanonas/interpreter.h"
#include "nanonas/model.h"
#include "nanonas/thread_pool.h"
#include "nanonas/weights_file.h"
#include "system/files.h"

namespace nanonas {
namespace {

namespace fs = std::filesystem;

// From labels.txt beside the model, if it is there.
Result<void> add_labels(Classifier& classifier) {
    const auto classes = static_cast<std::size_t>(output_tensor(classifier.model.graph).elements());
    const fs::path file = classifier.model.labels_file();
    classifier.labels_known = !file.empty();
    if (classifier.labels_known) {
        NANONAS_TRY(classifier.labels, read_labels(file, classes));
    } else {
        for (std::size_t i = 0; i < classes; ++i) classifier.labels.push_back(fmt::format("{}", i));
    }
    return {};
}

}  // namespace

Result<Classifier> open_classifier(const fs::path& run_or_model) {
    NANONAS_TRY(OpenedModel model, open_model(run_or_model));
    Classifier classifier{std::move(model), {}, {}, false, {}};
    const OpenedModel& opened = classifier.model;
    NANONAS_TRY(classifier.decode.shape, classifier_input(opened.graph, opened.file.string()));
    NANONAS_TRY_VOID(add_labels(classifier));
    if (!opened.is_run()) return classifier;
    NANONAS_TRY(const RunSettings settings, opened.settings);
    classifier.decode = decode_options(settings);
    const fs::path weights = opened.folder / run_file::weights;
    NANONAS_TRY(const auto bytes, read_bytes(weights));
    NANONAS_TRY(WeightsFile trained, read_weights(bytes, weights.string()));
    classifier.network = std::move(trained.network);
    return classifier;
}

Result<TestReport> test_classifier(const Classifier& classifier, const fs::path& folder,
                                   const CacheOptions& cache, Progress& progress) {
    NANONAS_TRY(const PictureFolder pictures, scan_folder(folder, 1));
    if (classifier.labels_known) NANONAS_TRY_VOID(same_classes(pictures, classifier.labels));
    if (pictures.classes.size() != classifier.labels.size()) {
        return failure("\"{}\" has {} classes, but the network has {}.", folder.string(),
                       pictures.classes.size(), classifier.labels.size());
    }
    NANONAS_TRY(const PictureSet set, PictureSet::open(pictures, classifier.decode, cache, progress));
    ThreadPool pool(cache.threads);
    TestReport report;
    report.classes = pictures.classes;
    if (classifier.network) {
        NANONAS_TRY(report.float_network, confusion(*classifier.network, set, pool, progress));
    }
    NANONAS_TRY(report.int8_network, confusion(classifier.model.graph, set, pool, progress));
    return report;
}

Result<std::vector<Classification>> classify(const Classifier& classifier,
                                             std::span<const fs::path> pictures) {
    NANONAS_TRY(Interpreter interpreter, Interpreter::create(classifier.model.graph));
    std::vector<Classification> result;
    std::vector<std::uint8_t> output(static_cast<std::size_t>(output_tensor(classifier.model.graph).bytes()));
    for (const fs::path& picture : pictures) {
        NANONAS_TRY(std::vector<std::uint8_t> pixels, load_picture(picture, classifier.decode));
        to_input(classifier.model.graph, pixels);
        interpreter.run(pixels, output);
        Classification answer{0, probabilities(classifier.model.graph, output)};
        const auto& values = answer.probabilities;
        answer.label = static_cast<int>(std::max_element(values.begin(), values.end()) - values.begin());
        result.push_back(std::move(answer));
    }
    return result;
}

}  // namespace nanonas
