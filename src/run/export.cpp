// SPDX-License-Identifier: MIT
#include "nanonas/export.h"

#include "base/files.h"
#include "nanonas/trained_model.h"

namespace nanonas {

namespace fs = std::filesystem;

Result<std::vector<fs::path>> export_tflite(const fs::path& run_or_model, const fs::path& folder,
                                            const std::string& name, bool force) {
    if (name.empty() || name.front() == '.' || name.find('/') != name.npos) {
        return usage_error("\"{}\" can't be the name of a file; use one such as model.", name);
    }
    NANONAS_TRY(const ModelFile model, read_model_file(run_or_model));
    const fs::path file = folder / (name + ".tflite");
    if (!force && fs::exists(file)) {
        return failure("\"{}\" is there already; replace it (--force) or choose another name.",
                       file.string());
    }
    std::error_code error;
    fs::create_directories(folder, error);
    if (error) return failure("\"{}\" could not be created: {}.", folder.string(), error.message());
    NANONAS_TRY_VOID(write_atomically(file, model.bytes));
    return std::vector{file};
}

}  // namespace nanonas
