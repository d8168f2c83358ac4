// SPDX-License-Identifier: MIT
#include "model/exported_c.h"

#include "folder/labels.h"
#include "graph/classifier.h"

namespace nanonas {
namespace {

namespace fs = std::filesystem;

// The C resizes a camera's rows as Resize::tensorflow does, and as nothing else.
Result<void> check_source(const OpenedModel& model) {
    if (!model.is_run()) return {};
    NANONAS_TRY(const RunSettings settings, model.settings);
    if (settings.resize == Resize::tensorflow) return {};
    return usage_error(
        "\"{}\" learnt from pictures of another resize than the C of --source computes; train it with "
        "--resize "
        "tensorflow or leave --source out.",
        model.folder.string());
}

}  // namespace

Result<CodegenOptions> codegen_options(const OpenedModel& model, const ExportOptions& options) {
    CodegenOptions code;
    if (!options.name.empty()) code.name = options.name;
    code.optimize = options.optimize;
    code.caller_state = options.caller_state;
    code.example_main = options.example_main;
    if (!options.source.empty()) {
        NANONAS_TRY_VOID(check_source(model));
        NANONAS_TRY(code.source, parse_source_format(options.source));
    }
    const fs::path labels = options.labels.empty() ? model.labels_file() : options.labels;
    if (!labels.empty()) {
        const auto classes = static_cast<std::size_t>(output_tensor(model.graph).elements());
        NANONAS_TRY(code.classes, read_labels(labels, classes));
    }
    return code;
}

}  // namespace nanonas
