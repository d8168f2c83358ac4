// SPDX-License-Identifier: MIT
#include "cli/table.h"

#include <fmt/format.h>

#include <algorithm>

namespace nanonas::cli {

void Table::row(std::vector<std::string> cells) {
    rows_.push_back(std::move(cells));
}

std::size_t width(const std::string& text) {
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

std::string Table::text() const {
    std::vector<std::size_t> widths;
    for (const auto& row : rows_) {
        widths.resize(std::max(widths.size(), row.size()));
        for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width(row[i]));
    }
    std::string text;
    for (const auto& row : rows_) {
        std::string line;
        for (std::size_t i = 0; i < row.size(); ++i) {
            const std::string space(widths[i] - width(row[i]), ' ');
            line += i == 0 ? fmt::format("{}{}", row[i], space) : fmt::format("  {}{}", space, row[i]);
        }
        line.erase(line.find_last_not_of(' ') + 1);
        text.append(line).push_back('\n');
    }
    return text;
}

}  // namespace nanonas::cli
