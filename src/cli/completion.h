// SPDX-License-Identifier: MIT
// Scripts that complete nanonas' commands, options and their values in a shell.
#pragma once

#include <string>

#include "cli/command_tree.h"

namespace nanonas::cli {

std::string bash_completion(const CommandTree& tree);
std::string zsh_completion(const CommandTree& tree);
std::string fish_completion(const CommandTree& tree);

}  // namespace nanonas::cli
