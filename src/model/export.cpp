// SPDX-License-Identifier: MIT
#include "nanonas/export.h"

#include "folder/labels.h"
#include "graph/classifier.h"
#include "model/exported_c.h"
#include "model/verification_pictures.h"
#include "nanonas/target_file.h"
#include "system/files.h"

namespace nanonas {
namespace {

namespace fs = std::filesystem;

struct Content {
    fs::path path;  // within the folder
    std::span<const std::byte> bytes;
};

// All or none: what is in the way is found before the first file is written.
Result<std::vector<fs::path>> write_all(const std::vector<Content>& files, const ExportOptions& options) {
    for (const Content& file : files) {
        const fs::path path = options.folder / file.path;
        if (!options.force && fs::exists(path)) {
            return failure("\"{}\" is there already; replace it (--force) or choose another name or folder.",
                           path.string());
        }
    }
    std::vector<fs::path> written;
    for (const Content& file : files) {
        const fs::path path = options.folder / file.path;
        std::error_code error;
        fs::create_directories(path.parent_path(), error);
        if (error)
            return failure("\"{}\" could not be created: {}.", path.parent_path().string(), error.message());
        NANONAS_TRY_VOID(write_atomically(path, file.bytes));
        written.push_back(path);
    }
    return written;
}

Result<std::vector<fs::path>> write_all(const std::vector<GeneratedFile>& files,
                                        const ExportOptions& options) {
    std::vector<Content> contents;
    for (const GeneratedFile& file : files)
        contents.push_back({file.path, std::as_bytes(std::span(file.content))});
    return write_all(contents, options);
}

Result<std::vector<fs::path>> export_tflite(const OpenedModel& model, const ExportOptions& options) {
    const std::string name = options.name.empty() ? "model" : options.name;
    if (name.front() == '.' || name.find('/') != name.npos) {
        return usage_error("\"{}\" can't be the name of a file; use one such as model.", name);
    }
    return write_all(std::vector<Content>{{name + ".tflite", model.bytes}}, options);
}

// The given picture, or the first of those that the run would verify with.
Result<BuiltInPicture> built_in_picture(const OpenedModel& model, const ExportOptions& options,
                                        Progress& progress) {
    DecodeOptions decode;
    NANONAS_TRY(decode.shape, classifier_input(model.graph, model.file.string()));
    BuiltInPicture picture;
    if (!model.is_run()) {
        if (options.image.empty()) {
            return usage_error("A project of \"{}\" needs a picture to build in (--image).",
                               model.file.string());
        }
    } else {
        NANONAS_TRY(const RunSettings settings, model.settings);
        decode = decode_options(settings);
        if (options.image.empty()) {
            NANONAS_TRY(const VerificationPictures pictures, verification_pictures(settings, progress));
            const std::uint32_t first = pictures.chosen.front();
            picture.pixels.resize(static_cast<std::size_t>(decode.shape.bytes()));
            NANONAS_TRY_VOID(pictures.set.read(first, picture.pixels));
            picture.name = pictures.set.path(first);
            return picture;
        }
    }
    NANONAS_TRY(picture.pixels, load_picture(options.image, decode));
    picture.name = options.image.filename().string();
    return picture;
}

Result<Target> project_target(const OpenedModel& model, const ExportOptions& options) {
    std::string name = options.target;
    fs::path file = options.targets;
    if (name.empty() && model.is_run()) {
        NANONAS_TRY(const RunSettings settings, model.settings);
        name = target_name(settings);
        if (file.empty()) file = settings.targets;
    }
    if (name.empty()) return usage_error("A project needs the microcontroller that it is for (--target).");
    NANONAS_TRY(const std::vector<Target> targets, known_targets(file));
    return find_target(name, targets);
}

}  // namespace

Result<std::vector<fs::path>> export_model(const OpenedModel& model, const ExportOptions& options,
                                           Progress& progress) {
    if (options.format == ExportFormat::tflite) return export_tflite(model, options);
    NANONAS_TRY_VOID(classifier_input(model.graph, model.file.string()));
    NANONAS_TRY(const CodegenOptions code, codegen_options(model, options));
    std::vector<GeneratedFile> files;
    if (options.format == ExportFormat::c) {
        NANONAS_TRY(files, generate_c(model.graph, code));
    } else if (options.format == ExportFormat::arduino) {
        NANONAS_TRY(files, generate_arduino_library(model.graph, code));
    } else {
        NANONAS_TRY(const Target target, project_target(model, options));
        NANONAS_TRY(const BuiltInPicture picture, built_in_picture(model, options, progress));
        NANONAS_TRY(files, generate_project(model.graph, code, target, picture));
    }
    return write_all(files, options);
}

}  // namespace nanonas
