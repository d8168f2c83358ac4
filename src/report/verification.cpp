// SPDX-License-Identifier: MIT
#include "base/figures.h"
#include "report/sections.h"
#include "report/wording.h"
#include "system/shell_word.h"

namespace nanonas {
namespace {

Markup outcome(const VerifiedRun& verified) {
    if (!verified.mismatches || !verified.images) return markup("The record does not say what was compared.");
    const std::string pictures = counted(*verified.images, "picture", "pictures");
    return *verified.mismatches == 0
               ? markup("<span class=\"good\">✓ Every output was equal</span> to the model file's, for {}.",
                        pictures)
               : markup("<span class=\"over\">✗ {} of {} gave other outputs</span> than the model file.",
                        grouped(*verified.mismatches), pictures);
}

std::string with_limit(std::int64_t need, std::optional<std::int64_t> limit) {
    if (!limit || *limit <= 0) return fmt::format("{} bytes", grouped(need));
    return fmt::format("{} of {} bytes ({})", grouped(need), grouped(*limit),
                       percent(static_cast<double>(need) / static_cast<double>(*limit)));
}

}  // namespace

Markup verification(const RunRecord& run) {
    if (!run.verified) {
        const std::string target = run.target.empty() ? "TARGET" : shell_word(run.target);
        return card(
            "Not verified",
            markup("<p>The generated C of this run has not been executed. This command compiles it for the "
                   "target's core, runs it in an emulator on the run's pictures, compares every output and "
                   "counts instructions:</p>{}",
                   command_line(fmt::format("nanonas verify {} --target {}", shell_word(shown_path(run.folder)),
                                            target))),
            {});
    }
    const VerifiedRun& verified = *run.verified;
    std::vector<Fact> rows{{"Core", markup("{}, emulated", verified.core)}, {"Outputs", outcome(verified)}};
    if (verified.flash_bytes) {
        rows.emplace_back("Flash", markup("{}", with_limit(*verified.flash_bytes, run.limits.flash_bytes)));
    }
    if (verified.ram_bytes) {
        rows.emplace_back("RAM", markup("{}", with_limit(*verified.ram_bytes, run.limits.ram_bytes)));
    }
    if (verified.instructions) {
        rows.emplace_back("Instructions",
                          markup("{} a picture", grouped(static_cast<std::int64_t>(*verified.instructions))));
    }
    if (verified.milliseconds)
        rows.emplace_back("Time", markup("{:.1f} ms a picture", *verified.milliseconds));
    return card("The generated C, run for the target's core", facts(rows),
                markup("Compiled, linked and executed in an emulator. RAM is data and stack, Flash code and "
                       "tables, both "
                       "of the generated files without start-up code and the caller's row of pixels."));
}

}  // namespace nanonas
