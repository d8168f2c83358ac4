// SPDX-License-Identifier: MIT
#include "folder/labels.h"

#include <sstream>

#include "system/files.h"

namespace nanonas {

Result<std::vector<std::string>> read_labels(const std::filesystem::path& file, std::size_t classes) {
    NANONAS_TRY(const std::string text, read_text(file));
    std::vector<std::string> labels;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) labels.push_back(line);
    if (labels.size() == classes) return labels;
    return failure("\"{}\" names {} classes, but the network has {}.", file.string(), labels.size(), classes);
}

}  // namespace nanonas
