// SPDX-License-Identifier: MIT
// A stage of a run: what an earlier session left of it, or else how it is done. Stages follow one another
// through their outputs, which are plain values. A run that is killed goes on with the first stage of which
// nothing is left.
#pragma once

#include <functional>
#include <optional>
#include <string_view>

#include "nanonas/progress.h"
#include "nanonas/result.h"
#include "run/stopwatch.h"

namespace nanonas {

template <typename Output>
struct Stage {
    std::string_view name;                                   // as progress calls it
    std::function<Result<std::optional<Output>>()> earlier;  // what is left of it; none: it is still to do
    std::function<Result<Output>(Progress&)> run;
    std::function<Result<void>(const Output&)> keep;  // writes into the run folder what `earlier` reads
};

template <typename Output>
struct Completed {
    Output output;
    // What it took; none where an earlier session had done it.
    std::optional<double> seconds, seconds_to_keep;
};

inline Result<void> stop_if_asked(const Progress& progress) {
    if (!progress.stop_requested()) return {};
    return tl::unexpected<Error>(
        {ErrorKind::interrupted, "The run was interrupted; what was finished is saved."});
}

template <typename Output>
Result<Completed<Output>> complete(const Stage<Output>& stage, Progress& progress) {
    NANONAS_TRY(std::optional<Output> earlier, stage.earlier());
    if (earlier) return Completed<Output>{*std::move(earlier), {}, {}};
    const Stopwatch running;
    NANONAS_TRY(Output output, stage.run(progress));
    const double seconds = running.seconds();
    const Stopwatch keeping;
    NANONAS_TRY_VOID(stage.keep(output));
    return Completed<Output>{std::move(output), seconds, keeping.seconds()};
}

}  // namespace nanonas
