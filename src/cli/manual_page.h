// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "cli/command_tree.h"

namespace nanonas::cli {

// The page that `man nanonas` shows, in man(7).
std::string manual_page(const CommandTree& tree, std::string_view version);

}  // namespace nanonas::cli
