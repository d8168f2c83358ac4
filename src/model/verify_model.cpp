// SPDX-License-Identifier: MIT
#include "nanonas/verify_model.h"

#include "nanonas/memory.h"
#include "nanonas/run_result.h"
#include "nanonas/trained_model.h"
#include "model/model_input.h"
#include "model/verification_pictures.h"

namespace nanonas {
namespace {

namespace fs = std::filesystem;

// The run's settings; for a .tflite, the defaults with its input.
Result<RunSettings> settings_of(const fs::path& run_or_model, const ModelFile& model,
                                const VerifyRequest& request) {
    RunSettings settings;
    if (fs::is_directory(run_or_model)) {
        NANONAS_TRY(settings, read_run_settings(run_or_model));
    } else {
        NANONAS_TRY(settings.input, classifier_input(model.graph, model.path.string()));
    }
    if (!request.cache.folder.empty()) settings.cache = request.cache.folder;
    settings.threads = request.cache.threads;
    return settings;
}

Result<Target> target_of(const fs::path& run_or_model, const RunSettings& settings,
                         const VerifyRequest& request) {
    std::string name = request.target;
    if (name.empty() && fs::is_directory(run_or_model)) name = target_name(settings);
    if (name.empty()) return usage_error("Verifying needs the microcontroller to verify for (--target).");
    NANONAS_TRY(const std::vector<Target> targets,
                known_targets(request.targets.empty() ? settings.targets : request.targets));
    return find_target(name, targets);
}

}  // namespace

Result<VerifiedModel> verify_model(const fs::path& run_or_model, const VerifyRequest& request,
                                   Progress& progress) {
    if (request.count == 0) return usage_error("Verifying needs at least one picture (--count).");
    NANONAS_TRY(const ModelFile model, read_model_file(run_or_model));
    NANONAS_TRY_VOID(classifier_input(model.graph, model.path.string()));
    NANONAS_TRY(const RunSettings settings, settings_of(run_or_model, model, request));
    VerifiedModel result;
    NANONAS_TRY(result.target, target_of(run_or_model, settings, request));
    NANONAS_TRY_VOID(find_tools(result.target));
    NANONAS_TRY_VOID(generate_c(model.graph));  // what can't be exported is said before pictures are read
    NANONAS_TRY(const VerificationPictures pictures,
                request.images.empty() ? verification_pictures(settings, progress)
                                       : verification_pictures(request.images, decode_options(settings),
                                                               request.cache, progress));
    result.pictures = pictures.what;
    result.macc = macc(model.graph);
    NANONAS_TRY(result.verification, verify(model.graph, result.target, pictures.set,
                                            pictures.spread(request.count), request.options, progress));
    return result;
}

}  // namespace nanonas
