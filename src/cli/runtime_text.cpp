// SPDX-License-Identifier: MIT
#include "cli/runtime_text.h"

#include <fmt/format.h>

#include "base/figures.h"
#include "nanonas/c_time.h"

namespace nanonas::cli {

std::string runtime_text(const RunPlan& plan) {
    if (plan.cost.runtime == Runtime::tflm) {
        return "Flash and RAM: TensorFlow Lite Micro's file and tensor arena alone, without stack and "
               "interpreter.";
    }
    const bool timed = plan.target && c_cycles_known(plan.core());
    return fmt::format("Flash{} all that the network's own C takes on a {}{}.",
                       timed ? ", RAM and milliseconds:" : " and RAM:", plan.core(),
                       plan.target ? "" : ", for no target is named");
}

std::string search_bound_text(const RunPlan& plan) {
    if (!plan.search_bound) return {};
    return fmt::format(
        "The search goes no further than {} MACC, for RAM would not end it; --max-macc moves that bound.\n",
        grouped(search_macc_bound));
}

}  // namespace nanonas::cli
