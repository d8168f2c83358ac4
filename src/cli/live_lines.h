// SPDX-License-Identifier: MIT
// The last lines of a terminal, rewritten in place.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace nanonas::cli {

enum class Style { plain, bold, green, red, yellow, grey };

// One line, cut where the terminal ends. A code point counts as one column.
class Line {
  public:
    Line(std::size_t columns, bool colours) : room_(columns), colours_(colours) {}
    Line& add(std::string_view text, Style style = Style::plain);
    const std::string& text() const { return text_; }
    std::size_t columns() const { return columns_; }
    std::size_t room() const { return room_ - columns_; }

  private:
    std::size_t room_, columns_ = 0;
    bool colours_;
    std::string text_;
};

struct TerminalSize {
    std::size_t rows = 24, columns = 80;
};
TerminalSize terminal_size(int descriptor);

// Whether the environment asks for UTF-8; otherwise ASCII must do.
bool speaks_utf8();

class LiveLines {
  public:
    explicit LiveLines(int descriptor) : descriptor_(descriptor) {}

    // Rewrites what differs from the lines shown before, in one write. The cursor stays behind the last.
    void show(const std::vector<Line>& lines, std::size_t terminal_columns);
    // Leaves nothing behind, the cursor where the first line began.
    void clear();

  private:
    std::string to_first_line(std::size_t terminal_columns) const;

    int descriptor_;
    std::vector<Line> shown_;
    std::size_t terminal_columns_ = 0;
};

}  // namespace nanonas::cli
