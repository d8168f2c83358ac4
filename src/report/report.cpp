// SPDX-License-Identifier: MIT
#include "nanonas/report.h"

#include <cmath>

#include "folder/file_names.h"
#include "nanonas/lower.h"
#include "report/page.h"
#include "report/sections.h"
#include "report/shown_pictures.h"
#include "report/wording.h"
#include "system/files.h"

namespace nanonas {
namespace {

Markup intro(std::string_view text) {
    return markup("<p class=\"intro\">{}</p>\n", text);
}

// A section's cards under its introduction; nothing without cards.
Markup with_intro(std::string_view text, const Markup& cards) {
    return cards.empty() ? Markup() : markup("{}{}", intro(text), cards);
}

Markup grid_if_any(const Markup& cards) {
    return cards.empty() ? Markup() : grid(cards);
}

Markup picture_section(const RunRecord& run) {
    const std::string_view text = "What there was to learn from, drawn from the run's own folders.";
    if (!run.pictures) {
        return markup("{}{}", intro(text), notice("The run's pictures can't be shown. " + run.no_pictures));
    }
    const ShownPictures& seen = *run.pictures;
    const Markup changed =
        seen.changed ? notice(
                           "The folders have changed since the run was begun: what is shown and tested here "
                           "are the pictures of today.")
                     : Markup();
    if (seen.embedded) return markup("{}{}{}", intro(text), changed, contact_sheet(seen));
    return markup("{}{}<p class=\"small\">Pictures are left out (--no-pictures).</p>\n{}", intro(text),
                  changed, grid(picture_counts(seen)));
}

Markup search_section(const RunRecord& run) {
    const Markup plane = search_plane(run), curves = candidate_curves(run);
    if (plane.empty()) return {};
    return with_intro(
        "A network is named by two numbers: k kernels in its first 3×3 convolution, and c cells, each a 2×2 "
        "max "
        "pooling and one more convolution, on top. The search begins at (1,0) and grows the network while "
        "that "
        "helps: Occam's razor.",
        markup("{}{}{}", grid(markup("{}{}", plane, curves)), trade_offs(run), candidate_table(run)));
}

Markup test_section(const RunRecord& run) {
    const std::optional<ShownPictures>& seen = run.pictures;
    if (!seen) return run.graph ? notice("Without its pictures the network was not tested again.") : Markup();
    if (!seen->tested) return notice(seen->not_tested);
    const double accuracy = seen->tested->confusion.accuracy();
    const bool other =
        seen->tested->on_test_set && run.test_int8 && std::abs(*run.test_int8 - accuracy) > 1e-9;
    const Markup differs =
        other ? notice("These figures differ from the run's own, for its pictures are no longer the same.")
              : Markup();
    return markup(
        "{}{}{}{}",
        intro(seen->tested->on_test_set
                  ? "The int8 network, bit for bit as it runs on the part, on pictures that played no part "
                    "in search and training."
                  : "The int8 network, bit for bit as it runs on the part, on the validation pictures: the "
                    "run had no test pictures."),
        differs, grid(markup("{}{}", confusion_matrix(*seen), frequent_confusions(*seen))),
        worst_mistakes(*seen));
}

Markup memory_section(const RunRecord& run) {
    if (!run.architecture) return {};
    const Graph graph = run.graph ? *run.graph : lower(*run.architecture);
    const Inspection inspection = inspect(graph, run.file_bytes.value_or(0));
    const Markup beside =
        markup("<div class=\"column\">{}{}</div>", flash_by_layer(inspection), ring_layout(run));
    return with_intro(
        "Computed to the byte before anything was trained; every block below is a tensor at its address.",
        grid(markup("{}{}", arena_layout(run, inspection), beside)));
}

Markup missing(const RunRecord& run) {
    if (run.missing.empty()) return {};
    Markup items;
    for (const std::string& sentence : run.missing) items += markup("<li>{}</li>", sentence);
    return markup("<div class=\"notice\"><p>This report is incomplete:</p><ul>{}</ul></div>\n", items);
}

Markup warnings(const RunRecord& run) {
    Markup all;
    for (const std::string& sentence : run.warnings) all += notice(sentence);
    return all;
}

}  // namespace

Result<std::string> report_page(const RunRecord& run) {
    const std::vector<Section> sections{
        {"asked", "Asked and found", asked_and_found(run)},
        {"pictures", "Pictures", picture_section(run)},
        {"search", "Search", search_section(run)},
        {"training", "Training", grid_if_any(markup("{}{}", training_curve(run), training_recipe_card(run)))},
        {"test", "Test", test_section(run)},
        {"memory", "Memory", memory_section(run)},
        {"verification", "Verification", grid_if_any(verification(run))},
        {"repeat", "Settings", repeat(run)}};
    const std::string title =
        run.title.empty()
            ? fmt::format("nanonas report: {} for {}",
                          run.architecture ? name(*run.architecture) : "unfinished", target_text(run))
            : run.title;
    return page(title, headline(run), markup("{}{}{}", missing(run), warnings(run), key_figures(run)), sections);
}

Result<void> add_pictures(RunRecord& run, const ReportOptions& options, Progress& progress) {
    Result<ShownPictures> seen = shown_pictures(run, options, progress);
    if (!seen && seen.error().kind == ErrorKind::interrupted) return tl::unexpected<Error>(seen.error());
    if (seen) {
        run.pictures = *std::move(seen);
    } else {
        run.no_pictures = seen.error().message;
    }
    return {};
}

Result<std::string> report_page(const std::filesystem::path& folder, const ReportOptions& options,
                                Progress& progress) {
    NANONAS_TRY(RunRecord run, read_run_record(folder));
    run.title = options.title;
    NANONAS_TRY_VOID(add_pictures(run, options, progress));
    return report_page(run);
}

Result<std::filesystem::path> write_report(const std::filesystem::path& run, const ReportOptions& options,
                                           Progress& progress) {
    NANONAS_TRY(const std::string text, report_page(run, options, progress));
    const std::filesystem::path file = run / run_file::report;
    NANONAS_TRY_VOID(write_atomically(file, text));
    return file;
}

}  // namespace nanonas
