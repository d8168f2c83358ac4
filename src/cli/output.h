// SPDX-License-Identifier: MIT
// What goes to standard output: results, and nothing else.
#pragma once

#include <fmt/format.h>

#include <string_view>

#include "nanonas/result.h"

namespace nanonas::cli {

void print_result(std::string_view text);

template <typename... Values>
void print_result(fmt::format_string<Values...> format, Values&&... values) {
    print_result(std::string_view(fmt::format(format, std::forward<Values>(values)...)));
}

// Whether all of it could be written; the error says why not. To be asked once the work is done.
Result<void> finish_output();

}  // namespace nanonas::cli
