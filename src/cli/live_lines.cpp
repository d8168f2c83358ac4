// SPDX-License-Identifier: MIT
#include "cli/live_lines.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstdlib>

#include "cli/table.h"

namespace nanonas::cli {
namespace {

const char* sequence(Style style) {
    switch (style) {
        case Style::bold:
            return "\033[1m";
        case Style::green:
            return "\033[32m";
        case Style::red:
            return "\033[31m";
        case Style::yellow:
            return "\033[33m";
        case Style::grey:
            return "\033[90m";
        case Style::plain:
            break;
    }
    return "";
}

// The first `columns` code points.
std::string_view first_columns(std::string_view text, std::size_t columns) {
    std::size_t end = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool begins = (text[i] & 0xC0) != 0x80;
        if (begins && columns-- == 0) return text.substr(0, end);
        end = i + 1;
    }
    return text;
}

void write_all(int descriptor, std::string_view text) {
    while (!text.empty()) {
        const ssize_t written = ::write(descriptor, text.data(), text.size());
        if (written < 0 && errno != EINTR) return;  // the terminal is gone; the work goes on
        if (written > 0) text.remove_prefix(static_cast<std::size_t>(written));
    }
}

}  // namespace

Line& Line::add(std::string_view text, Style style) {
    const std::string cut(first_columns(text, room()));
    columns_ += width(cut);
    const bool coloured = colours_ && style != Style::plain && !cut.empty();
    text_ += coloured ? fmt::format("{}{}\033[0m", sequence(style), cut) : cut;
    return *this;
}

TerminalSize terminal_size(int descriptor) {
    winsize size{};
    if (::ioctl(descriptor, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0) return {};
    return {size.ws_row, size.ws_col};
}

bool speaks_utf8() {
    for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
        const char* value = std::getenv(name);
        if (!value || !*value) continue;
        std::string text(value);
        for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        return text.find("utf-8") != std::string::npos || text.find("utf8") != std::string::npos;
    }
    return false;
}

// Lines that a narrower terminal has broken take more rows than when they were written.
std::string LiveLines::to_first_line(std::size_t terminal_columns) const {
    std::size_t rows = 0;
    for (const Line& line : shown_)
        rows += std::max<std::size_t>(1, (line.columns() + terminal_columns - 1) / terminal_columns);
    return rows > 1 ? fmt::format("\r\033[{}A", rows - 1) : "\r";
}

void LiveLines::show(const std::vector<Line>& lines, std::size_t terminal_columns) {
    const bool resized = !shown_.empty() && terminal_columns != terminal_columns_;
    std::string out = to_first_line(terminal_columns);
    if (resized) {
        out += "\033[J";
        shown_.clear();
    }
    bool differs = lines.size() != shown_.size();
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (i > 0) out += "\r\n";
        const bool same = i < shown_.size() && lines[i].text() == shown_[i].text();
        differs = differs || !same;
        if (same && i + 1 < lines.size()) continue;  // the last is always written: the cursor stays behind it
        out += lines[i].text() + "\033[K";
    }
    if (lines.size() < shown_.size()) out += "\033[J";
    if (differs) write_all(descriptor_, out);
    shown_ = lines;
    terminal_columns_ = terminal_columns;
}

void LiveLines::clear() {
    if (shown_.empty()) return;
    write_all(descriptor_, to_first_line(terminal_size(descriptor_).columns) + "\033[J");
    shown_.clear();
}

}  // namespace nanonas::cli
