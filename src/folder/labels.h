// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "nanonas/result.h"

namespace nanonas {

// The class names of labels.txt, one a line, without blank lines, a byte order mark and the ends that Windows
// gives to lines; what would steer a terminal is written out. The error says how many the file has instead of
// `classes`.
Result<std::vector<std::string>> read_labels(const std::filesystem::path& file, std::size_t classes);

}  // namespace nanonas
