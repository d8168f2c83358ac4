// SPDX-License-Identifier: MIT
// Long work beside Python: on a thread of its own, without the GIL. The calling thread waits, shows progress
// and listens to signals, so that Ctrl-C ends the work and not the process.
#pragma once

#include <nanobind/nanobind.h>

#include <functional>
#include <optional>
#include <type_traits>

#include "errors.h"
#include "nanonas/progress.h"

namespace nanonas::python {

// Calls `work` with a progress that `report` sees, as report(stage, done, total, text); a note has the stage
// "note". `report` may be None. An exception of `report`, or of a signal's handler, stops the work and is
// raised when that has ended; KeyboardInterrupt becomes nanonas.Interrupted with the library's sentence.
void in_background(const nanobind::object& report,
                   const std::function<std::optional<Error>(Progress&)>& work);

// The value that work(progress) returns, or its error raised.
template <typename Work>
auto await(const nanobind::object& report, Work work) {
    std::optional<std::invoke_result_t<Work, Progress&>> result;
    in_background(report, [&](Progress& progress) -> std::optional<Error> {
        result.emplace(work(progress));
        if (*result) return std::nullopt;
        return result->error();
    });
    return value_of(std::move(*result));
}

}  // namespace nanonas::python
