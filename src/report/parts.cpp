// SPDX-License-Identifier: MIT
#include "report/parts.h"

namespace nanonas {
namespace {

Markup any_card(std::string_view style, std::string_view title, const Markup& content,
                const Markup& how_to_read) {
    const Markup caption =
        how_to_read.empty() ? Markup() : markup("<figcaption>{}</figcaption>", how_to_read);
    return markup("<figure class=\"{}\"><h3>{}</h3>{}{}</figure>\n", style, title, content, caption);
}

}  // namespace

Markup card(std::string_view title, const Markup& content, const Markup& how_to_read) {
    return any_card("card", title, content, how_to_read);
}

Markup wide_card(std::string_view title, const Markup& content, const Markup& how_to_read) {
    return any_card("card wide", title, content, how_to_read);
}

Markup grid(const Markup& cards) {
    return markup("<div class=\"grid\">\n{}</div>\n", cards);
}

Markup notice(std::string_view sentence) {
    return markup("<p class=\"notice\">{}</p>\n", sentence);
}

Markup legend(const std::vector<LegendEntry>& entries) {
    Markup items;
    for (const auto& [style, meaning] : entries) {
        items += markup(
            "<li><svg viewBox=\"0 0 14 14\" width=\"14\" height=\"14\" aria-hidden=\"true\"><rect x=\"1\" "
            "y=\"1\" width=\"12\" height=\"12\" rx=\"2\" class=\"{}\"/></svg>{}</li>",
            style, meaning);
    }
    return markup("<ul class=\"legend\">{}</ul>\n", items);
}

Markup facts(const std::vector<Fact>& rows) {
    Markup items;
    for (const auto& [name, value] : rows) items += markup("<dt>{}</dt><dd>{}</dd>\n", name, value);
    return markup("<dl class=\"facts\">\n{}</dl>\n", items);
}

Markup tile(std::string_view name, const Markup& figure, const Markup& below) {
    return markup("<div class=\"tile\"><h3>{}</h3><p class=\"figure\">{}</p>{}</div>\n", name, figure, below);
}

Markup tiles(const Markup& all) {
    return markup("<div class=\"tiles\">\n{}</div>\n", all);
}

Markup table(const std::vector<std::vector<Markup>>& rows) {
    Markup head, body;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        Markup cells;
        for (std::size_t j = 0; j < rows[i].size(); ++j) {
            const Markup& cell = rows[i][j];
            cells += i == 0   ? markup("<th scope=\"col\">{}</th>", cell)
                     : j == 0 ? markup("<th scope=\"row\">{}</th>", cell)
                              : markup("<td>{}</td>", cell);
        }
        (i == 0 ? head : body) += markup("<tr>{}</tr>\n", cells);
    }
    return markup(
        "<div class=\"scroll\" tabindex=\"0\"><table><thead>{}</thead><tbody>\n{}</tbody></table></div>\n",
        head, body);
}

Markup command_line(std::string_view command) {
    return markup("<pre class=\"command\"><code>{}</code></pre>\n", command);
}

}  // namespace nanonas
