// SPDX-License-Identifier: MIT
#include "folder/file_names.h"
#include "nanonas/model.h"
#include "nanonas/run_result.h"
#include "nanonas/tflite.h"
#include "system/files.h"

namespace nanonas {

namespace fs = std::filesystem;

fs::path OpenedModel::labels_file() const {
    const fs::path beside = file.parent_path() / run_file::labels;
    return fs::exists(beside) ? beside : fs::path();
}

Result<OpenedModel> open_model(const fs::path& run_or_model) {
    OpenedModel model{
        {}, run_or_model, {}, {}, usage_error("\"{}\" is no run folder.", run_or_model.string())};
    if (fs::is_directory(run_or_model)) {
        model.folder = run_or_model;
        model.file = run_or_model / run_file::model;
        if (!fs::exists(model.file)) {
            return failure("\"{}\" has no {}; finish the run with --resume or quantize it.",
                           run_or_model.string(), run_file::model);
        }
        model.settings = read_run_settings(run_or_model);
    }
    NANONAS_TRY(model.bytes, read_bytes(model.file));
    NANONAS_TRY(model.graph, read_tflite(model.bytes, model.file.string()));
    return model;
}

}  // namespace nanonas
