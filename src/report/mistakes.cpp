// SPDX-License-Identifier: MIT
// The pictures that the network got most wrong.
#include "base/figures.h"
#include "report/picture_markup.h"
#include "report/sections.h"
#include "report/wording.h"

namespace nanonas {

Markup worst_mistakes(const ShownPictures& seen) {
    if (!seen.tested || seen.tested->mistakes.empty()) return {};
    Markup items;
    for (const ShownPicture& picture : seen.tested->mistakes) {
        const std::string& truth = seen.classes[static_cast<std::size_t>(picture.label)];
        const std::string& answer = seen.classes[static_cast<std::size_t>(picture.answer)];
        const std::string says = fmt::format("{}: shows {}, taken for {}", picture.path, truth, answer);
        items += markup(
            "<li>{}<span class=\"truth\">{}</span><span class=\"answer\">→ {}</span><span class=\"sure\">{} "
            "sure</span></li>\n",
            picture_markup(picture, seen.shape, says), truth, answer,
            percent(static_cast<double>(picture.answer_probability)));
    }
    return wide_card(
        "What it got most wrong", markup("<ul class=\"pictures mistakes\">{}</ul>\n", items),
        markup("Of all {} pictures those where the wrong class (→) got the most above the right one, at the "
               "{}×{} "
               "pixels that the network sees.",
               seen.tested->on_test_set ? "test" : "validation", seen.shape.width, seen.shape.height));
}

}  // namespace nanonas
