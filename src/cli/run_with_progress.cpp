// SPDX-License-Identifier: MIT
#include "cli/run_with_progress.h"

#include "cli/terminal.h"

namespace nanonas::cli {

Error with_way_to_go_on(Error error, const std::filesystem::path& out, const Workers* workers) {
    if (error.kind != ErrorKind::interrupted) return error;
    if (out.empty()) {
        error.message = "Interrupted; nothing is saved without --out.";
    } else if (workers) {
        error.message = fmt::format(
            "Stopped, by a signal or because another process of this job ended; what was finished is saved. "
            "Go on "
            "with the same mpirun of: {}",
            resume_command());
    } else {
        error.message =
            fmt::format("Interrupted; what was finished is saved. Go on with: {}", resume_command());
    }
    return error;
}

Result<RunResult> run_with_progress(const RunSettings& settings, const RunOptions& options,
                                    const OutputOptions& output) {
    TerminalProgress progress(output.quiet, output.verbose);
    RunOptions observed = options;
    observed.observer = &progress;
    auto result = run(settings, observed, progress);
    if (!result) return tl::unexpected(with_way_to_go_on(result.error(), options.out, options.workers));
    return result;
}

}  // namespace nanonas::cli
