// SPDX-License-Identifier: MIT
#include "nanonas/export.h"

#include <algorithm>
#include <iterator>

#include "folder/labels.h"
#include "graph/classifier.h"
#include "model/exported_c.h"
#include "model/exported_project.h"
#include "model/verification_pictures.h"
#include "nanonas/target_file.h"
#include "system/files.h"

namespace nanonas {
namespace {

namespace fs = std::filesystem;

// A model on its way out.
struct Export {
    const OpenedModel& model;
    const ExportOptions& options;
    Progress& progress;
};

// All or none: what is in the way is found before the first file is written.
Result<std::vector<fs::path>> write_all(const std::vector<GeneratedFile>& files,
                                        const ExportOptions& options) {
    for (const GeneratedFile& file : files) {
        const fs::path path = options.folder / file.path;
        if (!options.force && fs::exists(path)) {
            return failure("\"{}\" is there already; replace it (--force) or choose another name or folder.",
                           path.string());
        }
    }
    std::vector<fs::path> written;
    for (const GeneratedFile& file : files) {
        const fs::path path = options.folder / file.path;
        std::error_code error;
        fs::create_directories(path.parent_path(), error);
        if (error)
            return failure("\"{}\" could not be created: {}.", path.parent_path().string(), error.message());
        NANONAS_TRY_VOID(write_atomically(path, file.content));
        written.push_back(path);
    }
    return written;
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

Result<std::vector<GeneratedFile>> tflite_files(const Export& of) {
    const std::string name = of.options.name.empty() ? "model" : of.options.name;
    if (name.front() == '.' || name.find('/') != name.npos) {
        return usage_error("\"{}\" can't be the name of a file; use one such as model.", name);
    }
    const auto* bytes = reinterpret_cast<const char*>(of.model.bytes.data());
    return std::vector<GeneratedFile>{{name + ".tflite", std::string(bytes, of.model.bytes.size())}};
}

// The options of the C formats for pictures.
Result<CodegenOptions> c_options(const Export& of) {
    NANONAS_TRY_VOID(classifier_input(of.model.graph, of.model.file.string()));
    return codegen_options(of.model, of.options);
}

// Any network, not only of pictures.
Result<std::vector<GeneratedFile>> c_files(const Export& of) {
    NANONAS_TRY(const CodegenOptions code, codegen_options(of.model, of.options));
    return generate_c(of.model.graph, code);
}

Result<std::vector<GeneratedFile>> arduino_files(const Export& of) {
    NANONAS_TRY(const CodegenOptions code, c_options(of));
    return generate_arduino_library(of.model.graph, code);
}

Result<ExportedProject> project_files(const Export& of) {
    NANONAS_TRY(const CodegenOptions code, c_options(of));
    NANONAS_TRY(const Target target, project_target(of.model, of.options));
    NANONAS_TRY(const BuiltInPicture picture, built_in_picture(of.model, of.options, of.progress));
    return exported_project(of.model, code, target, picture, of.progress);
}

// Every exporter gives the same; only a project has figures.
struct Made {
    std::vector<GeneratedFile> files;
    std::optional<FirmwareFigures> firmware = {};
};

template <auto files>
Result<Made> made(const Export& of) {
    NANONAS_TRY(auto all, files(of));
    return Made{std::move(all)};
}

Result<Made> made_project(const Export& of) {
    NANONAS_TRY(ExportedProject project, project_files(of));
    return Made{std::move(project.files), project.figures};
}

struct Exporter {
    ExportFormat format;
    Result<Made> (*make)(const Export&);
};

constexpr Exporter exporters[] = {
    {{.name = "tflite"}, made<tflite_files>},
    {{.name = "c",
      .help = "two files of C99",
      .takes_labels = true,
      .takes_source = true,
      .takes_style = true},
     made<c_files>},
    {{.name = "project",
      .help = "a firmware that make builds",
      .next = "make -C {} run",
      .takes_labels = true,
      .takes_image = true},
     made_project},
    {{.name = "arduino", .help = "a library", .takes_labels = true, .takes_source = true},
     made<arduino_files>},
};

// "c and arduino".
std::string names_of(bool ExportFormat::* takes) {
    std::string names;
    for (const ExportFormat& format : export_formats()) {
        if (format.*takes) names.append(names.empty() ? "" : " and ").append(format.name);
    }
    return names;
}

Result<void> check_use(const ExportFormat& format, const ExportOptions& options) {
    if (!format.takes_style && (options.caller_state || options.example_main)) {
        return usage_error("--caller-state and --main belong to --format {}.",
                           names_of(&ExportFormat::takes_style));
    }
    if (!format.takes_source && !options.source.empty()) {
        return usage_error("--source belongs to --format {}.", names_of(&ExportFormat::takes_source));
    }
    if (!format.takes_image && !options.image.empty()) {
        return usage_error("--image belongs to --format {}.", names_of(&ExportFormat::takes_image));
    }
    if (!format.takes_labels && !options.labels.empty()) {
        return usage_error("--labels belongs to the C formats; a .{} names no classes.", format.name);
    }
    return {};
}

}  // namespace

const std::vector<ExportFormat>& export_formats() {
    static const std::vector<ExportFormat> formats = [] {
        std::vector<ExportFormat> all;
        for (const Exporter& exporter : exporters) all.push_back(exporter.format);
        return all;
    }();
    return formats;
}

Result<Exported> export_model(const OpenedModel& model, const ExportOptions& options, Progress& progress) {
    const auto exporter = std::ranges::find(exporters, std::string_view(options.format),
                                            [](const Exporter& each) { return each.format.name; });
    if (exporter == std::end(exporters)) return usage_error("There is no format {}.", options.format);
    NANONAS_TRY_VOID(check_use(exporter->format, options));
    NANONAS_TRY(const Made made, exporter->make({model, options, progress}));
    NANONAS_TRY(std::vector<fs::path> files, write_all(made.files, options));
    return Exported{std::move(files), made.firmware};
}

}  // namespace nanonas
