// SPDX-License-Identifier: MIT
#include "nanonas/verify_model.h"

#include <limits>
#include <numeric>

#include "base/random.h"
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
    } else if (const auto input = classifier_input(model.graph, model.file.string())) {
        settings.input = *input;
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

// Inputs of a network that takes no pictures. Half of them are drawn from all bytes, half from a narrower
// range.
class RandomInputs : public PictureSource {
  public:
    explicit RandomInputs(const GraphTensor& input) : bytes_(static_cast<int>(input.elements())) {}
    InputShape shape() const override { return {1, 1, bytes_}; }
    std::uint32_t size() const override { return std::numeric_limits<std::uint32_t>::max(); }
    int label(std::uint32_t) const override { return 0; }
    Result<void> read(std::uint32_t picture, std::span<std::uint8_t> out) const override {
        Random random(0, RandomPurpose::sample_picture, picture);
        const std::uint32_t range = picture % 2 ? 32 : 256;
        for (std::uint8_t& value : out)
            value = static_cast<std::uint8_t>(128 - range / 2 + random.below(range));
        return {};
    }

  private:
    int bytes_;
};

std::vector<std::uint32_t> first_of_all(std::uint32_t count) {
    std::vector<std::uint32_t> indices(count);
    std::iota(indices.begin(), indices.end(), 0u);
    return indices;
}

}  // namespace

Result<VerifiedModel> verify_model(const OpenedModel& model, const VerifyRequest& request,
                                   Progress& progress) {
    if (request.count == 0) return usage_error("Verifying needs at least one picture (--count).");
    const auto pictures_go_in = classifier_input(model.graph, model.file.string());
    if (!pictures_go_in && (model.is_run() || !request.images.empty())) {
        return tl::unexpected<Error>(pictures_go_in.error());
    }
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
    result.macc = macc(model.graph);
    if (!pictures_go_in) {
        const RandomInputs inputs(input_tensor(model.graph));
        result.pictures = "random inputs";
        NANONAS_TRY(result.verification, verify(files, model.graph, result.target, inputs,
                                                first_of_all(request.count), request.options, progress));
        return result;
    }
    NANONAS_TRY(const VerificationPictures pictures,
                request.images.empty() ? verification_pictures(settings, progress)
                                       : verification_pictures(request.images, decode_options(settings),
                                                               request.cache, progress));
    result.pictures = pictures.what;
    NANONAS_TRY(result.verification, verify(files, model.graph, result.target, pictures.set,
                                            pictures.spread(request.count), request.options, progress));
    return result;
}

}  // namespace nanonas
