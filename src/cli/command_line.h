// SPDX-License-Identifier: MIT
#pragma once

#include "nanonas/crew.h"

namespace nanonas::cli {

// The whole command line: parses, works, prints, and returns the exit code. `crew`, if any, helps.
int command_line(int argc, char** argv, Crew* crew);

}  // namespace nanonas::cli
