// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "cli/command_tree.h"

namespace nanonas::cli {

// The commands with their options and examples in Markdown: docs/commands.md but for its head.
std::string command_reference(const CommandTree& tree);

}  // namespace nanonas::cli
