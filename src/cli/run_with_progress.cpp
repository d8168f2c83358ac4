// SPDX-License-Identifier: MIT
#include "cli/run_with_progress.h"

#include "cli/terminal.h"

namespace nanonas::cli {

Result<RunResult> run_with_progress(const RunSettings& settings, const RunOptions& options,
                                    const OutputOptions& output) {
    TerminalProgress progress(output.quiet);
    auto result = run(settings, options, progress);
    if (!result && result.error().kind == ErrorKind::interrupted) {
        result.error().message =
            options.out.empty()
                ? "Interrupted; nothing is saved without --out."
                : fmt::format("Interrupted; what was finished is saved. Go on with: {}", resume_command());
    }
    return result;
}

}  // namespace nanonas::cli
