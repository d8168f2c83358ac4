// SPDX-License-Identifier: MIT
// What pages are put together from.
#pragma once

#include <string_view>
#include <utility>
#include <vector>

#include "report/drawing.h"
#include "report/markup.h"

namespace nanonas {

// A part of the page with a heading of its own, which the page's contents link to.
struct Section {
    std::string_view id, title;
    Markup body;
};

// A drawing or a table with its title and, below it, how to read it.
Markup card(std::string_view title, const Markup& content, const Markup& how_to_read);
Markup wide_card(std::string_view title, const Markup& content, const Markup& how_to_read);

// Cards beside each other where there is room.
Markup grid(const Markup& cards);

// A note about something that is missing or deserves attention.
Markup notice(std::string_view sentence);

// A colour and its meaning; `style` is a class that the drawing uses.
using LegendEntry = std::pair<std::string_view, std::string_view>;
Markup legend(const std::vector<LegendEntry>& entries);

// Rows of a name and its value.
using Fact = std::pair<std::string_view, Markup>;
Markup facts(const std::vector<Fact>& rows);

// A figure in large type, and what belongs to it below. They stand in a row: tiles().
Markup tile(std::string_view name, const Markup& figure, const Markup& below);
Markup tiles(const Markup& all);

// A table whose first row is its head; the first column is to the left, the others to the right.
Markup table(const std::vector<std::vector<Markup>>& rows);

// A command to copy.
Markup command_line(std::string_view command);

}  // namespace nanonas
