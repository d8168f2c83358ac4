// SPDX-License-Identifier: MIT
#include "model/exported_project.h"

#include <algorithm>

#include "folder/file_names.h"
#include "nanonas/emulation.h"
#include "nanonas/run_result.h"
#include "system/files.h"

namespace nanonas {
namespace {

// What the run's own verification measured, if it was of this C on this core.
std::optional<Verification> verification_of(const OpenedModel& model, const CodegenOptions& code,
                                            const Target& target) {
    if (!model.is_run() || code.optimize != Optimize::speed) return {};
    const auto text = read_text(model.folder / run_file::result);
    if (!text) return {};
    const auto result = parse_result(*text, run_file::result);
    if (!result || !result->verification || result->verification->core != target.core) return {};
    return result->verification;
}

// Linked for a part with room for everything, so that what is missing can be told.
Result<std::optional<LinkedProject>> linked(const OpenedModel& model, const CodegenOptions& code,
                                            const Target& target, FirmwareNeeds needs, Progress& progress) {
    Target roomy = target;
    roomy.flash_bytes = std::int64_t{64} << 20;
    roomy.ram_bytes = std::int64_t{64} << 20;
    needs.stack_bytes = 0;
    NANONAS_TRY(const auto files, generate_project(model.graph, code, roomy, needs));
    return link_project(files, target, code.name, progress);
}

// By the linker, or where its tools are missing by the models.
Result<void> set_sizes(const OpenedModel& model, const CodegenOptions& code, const Target& target,
                       const FirmwareNeeds& needs, FirmwareFigures& figures, Progress& progress) {
    NANONAS_TRY(const auto found, linked(model, code, target, needs, progress));
    figures.linked = found.has_value();
    if (found) {
        figures.network_flash_bytes = found->network_flash_bytes;
        figures.network_ram_bytes = found->network_ram_bytes;
        figures.flash_bytes = found->flash_bytes;
        figures.ram_bytes = found->ram_bytes + figures.stack_bytes;
        return {};
    }
    NANONAS_TRY(const CShape shape, c_shape(model.graph, code.classes));
    NANONAS_TRY(const CMemory memory, c_memory(shape, target.core, code.optimize));
    NANONAS_TRY(const Cost bound, project_bound(model.graph, code, target));
    figures.network_flash_bytes = memory.flash_bytes();
    figures.network_ram_bytes = memory.state_bytes;
    figures.flash_bytes = bound.flash_bytes + (needs.picture ? std::ssize(needs.picture->pixels) + 64 : 0);
    figures.ram_bytes = bound.ram_bytes + figures.stack_bytes;
    return {};
}

bool fits(const FirmwareFigures& figures, const Target& target) {
    return figures.flash_bytes <= target.flash_bytes && figures.ram_bytes <= target.ram_bytes;
}

tl::unexpected<Error> too_large(const FirmwareFigures& figures, const Target& target) {
    const std::int64_t flash = figures.flash_bytes - target.flash_bytes;
    const std::int64_t ram = figures.ram_bytes - target.ram_bytes;
    std::vector<std::string> missing;
    if (flash > 0)
        missing.push_back(fmt::format("{} bytes more than the {} of Flash", flash, target.flash_bytes));
    if (ram > 0) missing.push_back(fmt::format("{} bytes more than the {} of RAM", ram, target.ram_bytes));
    return failure(
        "The firmware does not fit the {}: it needs {}{}. The network has {} bytes of Flash and {} of RAM, "
        "the stack "
        "{}, start-up, UART, main and its row buffer {} and {}; search a smaller network (--reserve-ram, "
        "--reserve-flash) or choose a larger part.",
        target.name, figures.linked ? "" : "up to ", fmt::join(missing, " and "), figures.network_flash_bytes,
        figures.network_ram_bytes, figures.stack_bytes, figures.flash_bytes - figures.network_flash_bytes,
        figures.ram_bytes - figures.network_ram_bytes - figures.stack_bytes);
}

}  // namespace

Result<ExportedProject> exported_project(const OpenedModel& model, const CodegenOptions& code,
                                         const Target& target, const BuiltInPicture& picture,
                                         Progress& progress) {
    FirmwareFigures figures;
    FirmwareNeeds needs;
    const std::optional<Verification> verified = verification_of(model, code, target);
    NANONAS_TRY(const CShape shape, c_shape(model.graph, code.classes));
    NANONAS_TRY(const std::int64_t bound, stack_bound(shape, target.core, code.optimize));
    needs.stack_measured = figures.stack_measured = verified.has_value();
    needs.stack_bytes = figures.stack_bytes =
        project_stack_bytes(target, verified ? verified->stack_bytes : bound);
    if (verified) needs.milliseconds = verified->cycles / (target.clock_mhz * 1000);
    needs.picture = picture;
    NANONAS_TRY(figures.clock_mhz, project_clock_mhz(target));
    NANONAS_TRY_VOID(set_sizes(model, code, target, needs, figures, progress));
    if (!fits(figures, target)) {
        needs.picture.reset();
        NANONAS_TRY_VOID(set_sizes(model, code, target, needs, figures, progress));
        if (!fits(figures, target)) return too_large(figures, target);
    }
    figures.has_picture = needs.picture.has_value();
    figures.target = target;
    figures.milliseconds = needs.milliseconds;
    NANONAS_TRY(auto files, generate_project(model.graph, code, target, needs));
    return ExportedProject{std::move(files), figures};
}

}  // namespace nanonas
