// SPDX-License-Identifier: MIT
// What goes to standard error but for progress: errors and hints.
#pragma once

#include <string>
#include <string_view>

#include "cli/terminal_progress.h"

namespace nanonas::cli {

// Whether standard output or error is a terminal that may show colours (NO_COLOR is respected).
bool colours(int descriptor);

void print_error(std::string_view sentence);
// A hint for a person, such as the next command; left out if quiet.
void print_hint(std::string_view sentence, bool quiet);

// The command line as typed, for "go on with: …".
void remember_command(int argc, char** argv);
std::string resume_command();

}  // namespace nanonas::cli
