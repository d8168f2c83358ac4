// SPDX-License-Identifier: MIT
#include "nanonas/verify_model.h"

#include "graph/classifier.h"
#include "model/exported_c.h"
#include "model/verification_pictures.h"
#include "nanonas/memory.h"
#include "nanonas/target_file.h"

namespace nanonas {
namespace {

// The run's settings; for a .tflite, the defaults with its input.
Result<RunSettings> settings_of(const OpenedModel& model, const VerifyRequest& request) {
    RunSettings settings;
    if (model.is_run()) {
        NANONAS_TRY(settings, model.settings);
    } else {
        NANONAS_TRY(settings.input, classifier_input(model.graph, model.file.string()));
    }
    if (!request.cache.folder.empty()) settings.cache = request.cache.folder;
    settings.threads = request.cache.threads;
    return settings;
}

Result<Target> target_of(const OpenedModel& model, const RunSettings& settings,
                         const VerifyRequest& request) {
    std::string name = request.target;
    if (name.empty() && model.is_run()) name = target_name(settings);
    if (name.empty()) return usage_error("Verifying needs the microcontroller to verify for (--target).");
    NANONAS_TRY(const std::vector<Target> targets,
                known_targets(request.targets.empty() ? settings.targets : request.targets));
    return find_target(name, targets);
}

}  // namespace

Result<VerifiedModel> verify_model(const OpenedModel& model, const VerifyRequest& request,
                                   Progress& progress) {
    if (request.count == 0) return usage_error("Verifying needs at least one picture (--count).");
    NANONAS_TRY_VOID(classifier_input(model.graph, model.file.string()));
    NANONAS_TRY(const RunSettings settings, settings_of(model, request));
    VerifiedModel result;
    NANONAS_TRY(result.target, target_of(model, settings, request));
    NANONAS_TRY_VOID(find_tools(result.target));
    // What can't be exported is said before pictures are read.
    ExportOptions as_c;
    as_c.optimize = request.options.optimize;
    NANONAS_TRY(CodegenOptions code, codegen_options(model, as_c));
    code.core = result.target.core;
    NANONAS_TRY(const std::vector<GeneratedFile> files, generate_c(model.graph, code));
    NANONAS_TRY(const VerificationPictures pictures,
                request.images.empty() ? verification_pictures(settings, progress)
                                       : verification_pictures(request.images, decode_options(settings),
                                                               request.cache, progress));
    result.pictures = pictures.what;
    result.macc = macc(model.graph);
    NANONAS_TRY(result.verification, verify(files, model.graph, result.target, pictures.set,
                                            pictures.spread(request.count), request.options, progress));
    return result;
}

}  // namespace nanonas
