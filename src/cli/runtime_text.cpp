// SPDX-License-Identifier: MIT
#include "cli/runtime_text.h"

#include <fmt/format.h>

namespace nanonas::cli {

std::string runtime_text(const CostOptions& cost) {
    if (cost.runtime == Runtime::tflm)
        return "Flash and RAM: the file and the tensor arena alone, without stack and interpreter.";
    return fmt::format(
        "Flash and RAM: all that the network's C takes on a {}: code and tables, rings and stack.",
        cost.core);
}

}  // namespace nanonas::cli
