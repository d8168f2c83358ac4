// SPDX-License-Identifier: MIT
#include "folder/labels.h"

#include <sstream>
#include <string_view>

#include "base/plain_text.h"
#include "system/files.h"

namespace nanonas {

Result<std::vector<std::string>> read_labels(const std::filesystem::path& file, std::size_t classes) {
    NANONAS_TRY(const std::string text, read_text(file));
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
    std::vector<std::string> labels;
    std::istringstream lines(text.starts_with(byte_order_mark) ? text.substr(byte_order_mark.size()) : text);
    for (std::string line; std::getline(lines, line);) {
        if (line.ends_with('\r')) line.pop_back();
        if (!line.empty()) labels.push_back(plain_name(line));
    }
    if (labels.size() == classes) return labels;
    return failure("\"{}\" names {} classes, but the network has {}.", file.string(), labels.size(), classes);
}

}  // namespace nanonas
