// SPDX-License-Identifier: MIT
#include "run/verify_stage.h"

#include <numeric>

#include "model/verification_pictures.h"
#include "system/files.h"

namespace nanonas {
namespace {

constexpr std::uint32_t picture_count = 20;

Result<Verification> verify_for(const std::string& target_name, const Graph& graph,
                                const RunSettings& settings, const RunPictures& pictures,
                                Progress& progress) {
    NANONAS_TRY(const std::vector<Target> targets, known_targets(settings.targets));
    NANONAS_TRY(const Target target, find_target(target_name, targets));
    std::vector<std::uint32_t> all = pictures.split.validation;
    if (pictures.test) {
        all.resize(pictures.test->size());
        std::iota(all.begin(), all.end(), 0u);
    }
    return verify(graph, target, pictures.test ? *pictures.test : pictures.set,
                  spread_evenly(all, picture_count), {}, progress);
}

}  // namespace

Result<void> export_c_stage(const Graph& graph, const std::vector<std::string>& classes,
                            const std::filesystem::path& folder) {
    NANONAS_TRY(const std::vector<GeneratedFile> files, generate_c(graph, {.classes = classes}));
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) return failure("\"{}\" could not be created: {}.", folder.string(), error.message());
    for (const GeneratedFile& file : files)
        NANONAS_TRY_VOID(write_atomically(folder / file.path, file.content));
    return {};
}

Result<std::optional<Verification>> verify_stage(const Graph& graph, const RunSettings& settings,
                                                 const RunPictures& pictures, Progress& progress) {
    const std::string target = target_name(settings);
    if (target.empty()) {
        progress.note("The C was not verified, for no target (--target) names a core to run it on.");
        return std::optional<Verification>();
    }
    Result<Verification> verified = verify_for(target, graph, settings, pictures, progress);
    if (verified) return std::optional(std::move(*verified));
    if (verified.error().kind == ErrorKind::interrupted) return tl::unexpected<Error>(verified.error());
    progress.note(fmt::format("The C was not verified: {}", verified.error().message));
    return std::optional<Verification>();
}

}  // namespace nanonas
