// SPDX-License-Identifier: MIT
// What there was to learn from.
#include "base/figures.h"
#include "report/picture_markup.h"
#include "report/sections.h"
#include "report/wording.h"

namespace nanonas {
namespace {

constexpr std::size_t most_counted = 200, most_large = 12;

std::string counts_text(const ShownPictures::Counts& counts, bool has_test) {
    const std::string text = fmt::format("{} + {}", grouped(counts.training), grouped(counts.validation));
    return has_test ? fmt::format("{} + {}", text, grouped(counts.test)) : text;
}

std::string roles(bool has_test) {
    return fmt::format(
        "Weights are learnt from the training pictures; the validation pictures judge candidates and "
        "epochs{}.",
        has_test ? "; the test pictures are seen once, at the end" : "");
}

}  // namespace

Markup picture_counts(const ShownPictures& seen) {
    std::vector<std::vector<Markup>> rows{{markup("Class"), markup("Training"), markup("Validation")}};
    if (seen.has_test) rows[0].push_back(markup("Test"));
    ShownPictures::Counts all;
    const auto add_row = [&](const Markup& name, const ShownPictures::Counts& counts) {
        rows.push_back(
            {name, markup("{}", grouped(counts.training)), markup("{}", grouped(counts.validation))});
        if (seen.has_test) rows.back().push_back(markup("{}", grouped(counts.test)));
    };
    for (std::size_t i = 0; i < seen.classes.size(); ++i) {
        const ShownPictures::Counts& counts = seen.counts[i];
        all.training += counts.training, all.validation += counts.validation, all.test += counts.test;
        if (i < most_counted) add_row(markup("{}", seen.classes[i]), counts);
    }
    if (seen.classes.size() > most_counted) rows.push_back({markup("…")});
    add_row(markup("<strong>together</strong>"), all);
    const Markup counts = table(rows);
    const bool long_list = seen.classes.size() > 12;
    return card("How many pictures",
                long_list ? markup("<details><summary>{}</summary>{}</details>",
                                   counted(std::ssize(seen.classes), "class", "classes"), counts)
                          : counts,
                markup("{}", roles(seen.has_test)));
}

Markup contact_sheet(const ShownPictures& seen) {
    Markup rows;
    std::size_t shown = 0;
    ShownPictures::Counts all;
    for (std::size_t i = 0; i < seen.classes.size(); ++i) {
        const ShownPictures::Counts& counts = seen.counts[i];
        all.training += counts.training, all.validation += counts.validation, all.test += counts.test;
        if (seen.sheet[i].empty()) continue;
        ++shown;
        Markup pictures;
        for (const ShownPicture& picture : seen.sheet[i])
            pictures += markup("<li>{}</li>", picture_markup(picture, seen.shape, picture.path));
        rows +=
            markup("<div><h4>{}<span class=\"aside\">{}</span></h4><ul class=\"pictures\">{}</ul></div>\n",
                   seen.classes[i], counts_text(counts, seen.has_test), pictures);
    }
    const std::string rest =
        shown < seen.classes.size()
            ? fmt::format(" The first {} of {} classes are shown.", shown, seen.classes.size())
            : std::string();
    return wide_card("What the network sees",
                     markup("<div class=\"sheet{}\">{}</div>", shown > most_large ? " dense" : "", rows),
                     markup("Some of the training pictures at the {}×{} pixels that the network sees. The "
                            "figures are how many "
                            "pictures are for training, validation{}: {} in all. {}{}",
                            seen.shape.width, seen.shape.height, seen.has_test ? " and test" : "",
                            counts_text(all, seen.has_test), roles(seen.has_test), rest));
}

}  // namespace nanonas
