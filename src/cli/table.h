// SPDX-License-Identifier: MIT
// Text tables.
#pragma once

#include <string>
#include <vector>

#include "base/figures.h"

namespace nanonas::cli {

// Columns as wide as their widest cell; the first to the left, the others to the right.
class Table {
  public:
    void row(std::vector<std::string> cells);
    std::string text() const;  // ends with a line end, unless empty

  private:
    std::vector<std::vector<std::string>> rows_;
};

// Columns that a terminal needs for UTF-8 text, counting a code point as one.
std::size_t width(const std::string& text);

}  // namespace nanonas::cli
