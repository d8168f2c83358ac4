// SPDX-License-Identifier: MIT
#include "report/page.h"

#include "codegen/text_template.h"
#include "nanonas/version.h"
#include "report/page_text.h"

namespace nanonas {

Result<std::string> page(std::string_view title, const Markup& headline, const Markup& before,
                         const std::vector<Section>& sections) {
    Markup links, parts;
    for (const Section& section : sections) {
        if (section.body.empty()) continue;
        links += markup("<li><a href=\"#{}\">{}</a></li>", section.id, section.title);
        parts += markup(
            "<section id=\"{0}\" aria-labelledby=\"{0}-title\">\n<h2 "
            "id=\"{0}-title\">{1}</h2>\n{2}</section>\n",
            section.id, section.title, section.body);
    }
    const Markup contents = markup("<nav aria-label=\"Contents\"><ul>{}</ul></nav>\n", links);
    TemplateValues values;
    values.texts = {{"title", escape(title)},
                    {"version", escape(version())},
                    {"style", std::string(page_text("page.css"))},
                    {"headline", headline.html() + contents.html()},
                    {"body", before.html() + parts.html()}};
    return fill_in(page_text("page.html"), values);
}

}  // namespace nanonas
