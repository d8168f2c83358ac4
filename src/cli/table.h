// SPDX-License-Identifier: MIT
// Text tables and numbers for people.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace nanonas::cli {

// Columns as wide as their widest cell; the first to the left, the others to the right.
class Table {
  public:
    void row(std::vector<std::string> cells);
    std::string text() const;  // ends with a line end, unless empty

  private:
    std::vector<std::vector<std::string>> rows_;
};

std::string grouped(std::int64_t number);                  // 1,234,567
std::string percent(std::optional<double> share);          // "87.3 %", "-"
std::string seconds(std::optional<double> value);          // "1.2 s", "-"
std::string mebibytes(std::optional<std::int64_t> bytes);  // "12.3 MiB", "-"

// Columns that a terminal needs for UTF-8 text, counting a code point as one.
std::size_t width(const std::string& text);

}  // namespace nanonas::cli
