// SPDX-License-Identifier: MIT
// An inline SVG picture. Colours and type are classes of page.css, so that one drawing serves light, dark and
// print. Coordinates are in CSS pixels at natural size; the page scales a drawing to the width it has.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "report/markup.h"

namespace nanonas {

struct Point {
    double x = 0, y = 0;
};
struct Box {
    double x = 0, y = 0, width = 0, height = 0;
};

enum class Anchor { start, middle, end };

class Drawing {
  public:
    // `description` is what a reader hears who does not see it.
    Drawing(double width, double height, std::string_view description);

    // `style`: classes of page.css. `tip`: what hovering tells; may be empty.
    void line(Point from, Point to, std::string_view style);
    void arrow(Point from, Point to, std::string_view style);  // with a head at its end
    void box(const Box& box, std::string_view style, double radius = 0, std::string_view tip = {});
    void shaded(const Box& box, double share, std::string_view tip = {});  // a cell of a heat map
    void circle(Point centre, double radius, std::string_view style, std::string_view tip = {});
    void polyline(const std::vector<Point>& points, std::string_view style, std::string_view tip = {});
    void text(Point at, std::string_view text, std::string_view style, Anchor anchor = Anchor::start,
              std::string_view tip = {});
    void upward_text(Point at, std::string_view text, std::string_view style);  // turned, centred

    Markup markup() const;

  private:
    double width_, height_;
    std::string description_;
    Markup body_;
};

// About as wide as text of that size (in pixels) is drawn, and the text cut to a width with an ellipsis.
double text_width(std::string_view text, double size);
std::string fitting(std::string_view text, double width, double size);

}  // namespace nanonas
