// SPDX-License-Identifier: MIT
#pragma once

#include "nanonas/workers.h"

namespace nanonas::cli {

// The whole command line: parses, works, prints, and returns the exit code. `workers`, if any, help.
int command_line(int argc, char** argv, Workers* workers);

}  // namespace nanonas::cli
