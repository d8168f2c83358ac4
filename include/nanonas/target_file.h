// SPDX-License-Identifier: MIT
/// @file
/// A user's own microcontrollers, in a file of the form of src/memory/targets.toml.
#pragma once

#include <filesystem>

#include "nanonas/targets.h"

namespace nanonas {

/// A user's targets; the error names the file, the place in it and what is wrong.
Result<std::vector<Target>> read_targets(const std::filesystem::path& file);

/// The built-in ones and those of `file` merged; an empty path: the built-in ones alone.
Result<std::vector<Target>> known_targets(const std::filesystem::path& file);

}  // namespace nanonas
