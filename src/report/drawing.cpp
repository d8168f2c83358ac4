// SPDX-License-Identifier: MIT
#include "report/drawing.h"

#include <algorithm>
#include <cmath>

namespace nanonas {
namespace {

constexpr double glyph_width = 0.58;  // of the size; system fonts have 0.5 to 0.6

// At most two decimals: enough for a drawing, the same on every machine.
std::string number(double value) {
    const double rounded = std::round(value * 100) / 100;
    return fmt::format("{}", rounded == 0 ? 0.0 : rounded);
}

Markup title(std::string_view tip) {
    return tip.empty() ? Markup() : markup("<title>{}</title>", tip);
}

std::string_view word(Anchor anchor) {
    return anchor == Anchor::start ? "start" : anchor == Anchor::middle ? "middle" : "end";
}

std::size_t code_points(std::string_view text) {
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

}  // namespace

Drawing::Drawing(double width, double height, std::string_view description)
    : width_(width), height_(height), description_(description) {}

void Drawing::line(Point from, Point to, std::string_view style) {
    body_ += nanonas::markup(R"(<line x1="{}" y1="{}" x2="{}" y2="{}" class="{}"/>)", number(from.x),
                             number(from.y), number(to.x), number(to.y), style);
}

void Drawing::arrow(Point from, Point to, std::string_view style) {
    const double length = std::max(std::hypot(to.x - from.x, to.y - from.y), 1e-9);
    const Point along{(to.x - from.x) / length, (to.y - from.y) / length};
    constexpr double head = 5, half = 3.2;
    const Point neck{to.x - head * along.x, to.y - head * along.y};
    line(from, neck, style);
    body_ += nanonas::markup(R"(<polygon points="{},{} {},{} {},{}" class="{} head"/>)", number(to.x),
                             number(to.y), number(neck.x - half * along.y), number(neck.y + half * along.x),
                             number(neck.x + half * along.y), number(neck.y - half * along.x), style);
}

void Drawing::box(const Box& box, std::string_view style, double radius, std::string_view tip) {
    body_ += nanonas::markup(R"(<rect x="{}" y="{}" width="{}" height="{}" rx="{}" class="{}">{}</rect>)",
                             number(box.x), number(box.y), number(box.width), number(box.height),
                             number(radius), style, title(tip));
}

void Drawing::shaded(const Box& box, double share, std::string_view tip) {
    body_ += nanonas::markup(
        R"(<rect x="{}" y="{}" width="{}" height="{}" class="heat" fill-opacity="{}">{}</rect>)",
        number(box.x), number(box.y), number(box.width), number(box.height), number(share), title(tip));
}

void Drawing::circle(Point centre, double radius, std::string_view style, std::string_view tip) {
    body_ += nanonas::markup(R"(<circle cx="{}" cy="{}" r="{}" class="{}">{}</circle>)", number(centre.x),
                             number(centre.y), number(radius), style, title(tip));
}

void Drawing::polyline(const std::vector<Point>& points, std::string_view style, std::string_view tip) {
    std::string list;
    for (const Point& point : points)
        list += fmt::format("{}{},{}", list.empty() ? "" : " ", number(point.x), number(point.y));
    body_ += nanonas::markup(R"(<polyline points="{}" class="{}">{}</polyline>)", list, style, title(tip));
}

void Drawing::text(Point at, std::string_view text, std::string_view style, Anchor anchor,
                   std::string_view tip) {
    body_ += nanonas::markup(R"(<text x="{}" y="{}" text-anchor="{}" class="{}">{}{}</text>)", number(at.x),
                             number(at.y), word(anchor), style, title(tip), text);
}

void Drawing::upward_text(Point at, std::string_view text, std::string_view style) {
    body_ += nanonas::markup(
        R"svg(<text transform="translate({} {}) rotate(-90)" text-anchor="middle" class="{}">{}</text>)svg",
        number(at.x), number(at.y), style, text);
}

Markup Drawing::markup() const {
    return nanonas::markup(
        R"(<svg viewBox="0 0 {0} {1}" width="{0}" height="{1}" role="img" aria-label="{2}">{3}</svg>)",
        number(width_), number(height_), description_, body_);
}

double text_width(std::string_view text, double size) {
    return static_cast<double>(code_points(text)) * size * glyph_width;
}

std::string fitting(std::string_view text, double width, double size) {
    const auto room = static_cast<std::size_t>(std::max(width / (size * glyph_width), 1.0));
    if (code_points(text) <= room) return std::string(text);
    std::size_t kept = 0, end = 0;
    for (; end < text.size(); ++end) {
        if ((text[end] & 0xC0) != 0x80 && ++kept == room) break;
    }
    return std::string(text.substr(0, end)) + "…";
}

}  // namespace nanonas
