// SPDX-License-Identifier: MIT
// Several runs on one page.
#include <algorithm>
#include <set>

#include "base/figures.h"
#include "nanonas/report.h"
#include "report/axis.h"
#include "report/page.h"
#include "report/run_files.h"
#include "report/wording.h"

namespace nanonas {
namespace {

constexpr Box frame{46, 26, 300, 190};
constexpr double width = 362, height = 260;
constexpr int colours = 6;

std::string series(std::size_t run) {
    return fmt::format("series-{}", run % colours);
}

// Both accuracies of a page must be of the same kind: of int8 networks on test pictures if every run has
// them.
bool all_tested(const std::vector<RunFiles>& runs) {
    return std::all_of(runs.begin(), runs.end(),
                       [](const RunFiles& run) { return run.test_int8.has_value(); });
}
std::optional<double> accuracy(const RunFiles& run, bool tested) {
    return tested ? run.test_int8 : run.val_accuracy;
}

std::string network_text(const RunFiles& run) {
    return run.architecture ? name(*run.architecture) : "not chosen yet";
}

Markup count_cell(const std::optional<std::int64_t>& value, const std::optional<std::int64_t>& limit = {}) {
    if (!value) return markup("–");
    const Markup share =
        limit && *limit > 0
            ? markup("<br><span class=\"aside\">{} of {}</span>",
                     percent(static_cast<double>(*value) / static_cast<double>(*limit)), grouped(*limit))
            : Markup();
    return markup("{}{}", grouped(*value), share);
}

Markup figures_table(const std::vector<RunFiles>& runs) {
    std::vector<std::vector<Markup>> rows{{Markup()}};
    for (std::size_t i = 0; i < runs.size(); ++i) {
        rows[0].push_back(markup("<span class=\"number {}\">{}</span> {}", series(i), i + 1,
                                 runs[i].folder.filename().string()));
    }
    const auto add = [&](const char* what, const auto& cell) {
        rows.push_back({markup("{}", what)});
        for (const RunFiles& run : runs) rows.back().push_back(cell(run));
    };
    const auto share = [](const std::optional<double>& value) { return markup("{}", percent(value)); };
    add("For", [](const RunFiles& run) { return markup("{}", target_text(run)); });
    add("Network", [](const RunFiles& run) { return markup("{}", network_text(run)); });
    add("Test accuracy, int8", [&](const RunFiles& run) { return share(run.test_int8); });
    add("Test accuracy, float", [&](const RunFiles& run) { return share(run.test_float); });
    add("Validation accuracy", [&](const RunFiles& run) { return share(run.val_accuracy); });
    add("RAM bytes", [](const RunFiles& run) { return count_cell(run.ram_bytes, run.limits.ram_bytes); });
    add("Flash bytes",
        [](const RunFiles& run) { return count_cell(run.flash_bytes, run.limits.flash_bytes); });
    add("MACC", [](const RunFiles& run) { return count_cell(run.macc, run.limits.macc); });
    add("RAM bytes of the C", [](const RunFiles& run) { return count_cell(run.c_ram_bytes); });
    add("Candidates trained", [](const RunFiles& run) { return count_cell(run.evaluated); });
    add("Seconds", [](const RunFiles& run) { return markup("{}", seconds(run.seconds.total)); });
    return table(rows);
}

// Accuracy against one figure, a numbered point a run.
Markup plot(const std::vector<RunFiles>& runs, bool tested, std::string_view name,
            std::optional<std::int64_t> RunFiles::*figure, Quantity quantity) {
    double lowest = 1, highest = 0, largest = 0;
    for (const RunFiles& run : runs) {
        const auto value = accuracy(run, tested);
        if (!value || !(run.*figure)) continue;
        lowest = std::min(lowest, *value);
        highest = std::max(highest, *value);
        largest = std::max(largest, static_cast<double>(*(run.*figure)));
    }
    if (largest <= 0) return {};
    const Axis x{0, largest * 1.08, frame.x, frame.x + frame.width},
        y = accuracy_axis(lowest, highest, frame);
    Drawing drawing(
        width, height,
        fmt::format("Accuracy against {} of {} runs; the figures are in the table.", name, runs.size()));
    draw_y_axis(drawing, y, frame, Quantity::share);
    draw_x_axis(drawing, x, frame, quantity);
    drawing.text({frame.x, 14}, tested ? "test accuracy, int8" : "validation accuracy", "axis-name");
    drawing.text({frame.x + frame.width / 2, height - 8}, name, "axis-name", Anchor::middle);
    for (std::size_t i = 0; i < runs.size(); ++i) {
        const auto value = accuracy(runs[i], tested);
        if (!value || !(runs[i].*figure)) continue;
        const Point at{x.at(static_cast<double>(*(runs[i].*figure))), y.at(*value)};
        drawing.circle(at, 8, series(i),
                       fmt::format("{}: {}, {} {}", runs[i].folder.filename().string(), percent(value),
                                   grouped(*(runs[i].*figure)), name));
        drawing.text({at.x, at.y + 4}, fmt::format("{}", i + 1), "on-series", Anchor::middle);
    }
    return markup("<div><h4>Accuracy against {}</h4>{}</div>\n", name, drawing.markup());
}

Markup curves(const std::vector<RunFiles>& runs) {
    double lowest = 1, highest = 0;
    std::size_t epochs = 0;
    for (const RunFiles& run : runs) {
        for (const double value : run.epochs)
            lowest = std::min(lowest, value), highest = std::max(highest, value);
        epochs = std::max(epochs, run.epochs.size());
    }
    if (epochs < 2) return {};
    constexpr Box wide{46, 26, 440, 220};
    const Axis x{1, static_cast<double>(epochs), wide.x + 6, wide.x + wide.width - 6};
    const Axis y = accuracy_axis(lowest, highest, wide);
    Drawing drawing(500, 288,
                    fmt::format("Validation accuracy over the epochs of {} trainings.", runs.size()));
    draw_y_axis(drawing, y, wide, Quantity::share, 5);
    draw_x_axis(drawing, x, wide, Quantity::epochs, 8);
    drawing.text({wide.x, 14}, "validation accuracy", "axis-name");
    drawing.text({wide.x + wide.width / 2, 280}, "epoch", "axis-name", Anchor::middle);
    std::vector<LegendEntry> meanings;
    std::vector<std::string> names, styles;
    for (std::size_t i = 0; i < runs.size(); ++i) {
        std::vector<Point> points;
        for (std::size_t epoch = 0; epoch < runs[i].epochs.size(); ++epoch)
            points.push_back({x.at(static_cast<double>(epoch + 1)), y.at(runs[i].epochs[epoch])});
        drawing.polyline(points, fmt::format("series-line line-{}", i % colours),
                         runs[i].folder.filename().string());
        names.push_back(fmt::format("{} {}", i + 1, runs[i].folder.filename().string()));
        styles.push_back(series(i));
    }
    for (std::size_t i = 0; i < names.size(); ++i) meanings.emplace_back(styles[i], names[i]);
    return card("Training", markup("{}{}", drawing.markup(), legend(meanings)),
                markup("Validation accuracy of the float network after each epoch of its final training."));
}

Markup differing_settings(const std::vector<RunFiles>& runs) {
    std::vector<std::vector<Markup>> rows{{markup("Setting")}};
    for (std::size_t i = 0; i < runs.size(); ++i)
        rows[0].push_back(markup("<span class=\"number {}\">{}</span>", series(i), i + 1));
    std::vector<std::vector<SettingText>> texts;
    for (const RunFiles& run : runs) texts.push_back(setting_texts(run.settings.value_or(RunSettings{})));
    for (std::size_t s = 0; s < texts[0].size(); ++s) {
        std::set<std::string> values;
        for (const auto& of_run : texts) values.insert(of_run[s].text);
        if (values.size() < 2 || !texts[0][s].decides_results) continue;
        rows.push_back({markup("{}", texts[0][s].name)});
        for (std::size_t i = 0; i < runs.size(); ++i) {
            rows.back().push_back(!runs[i].settings          ? markup("?")
                                  : texts[i][s].text.empty() ? markup("<span class=\"aside\">none</span>")
                                                             : markup("<code>{}</code>", texts[i][s].text));
        }
    }
    if (rows.size() == 1)
        return card("Settings that differ", markup("<p>None that decides results.</p>"), {});
    return card("Settings that differ", table(rows),
                markup("Those that only change speed or memory are left out."));
}

Markup missing(const std::vector<RunFiles>& runs) {
    Markup items;
    for (const RunFiles& run : runs) {
        for (const std::string& sentence : run.missing)
            items += markup("<li>{}: {}</li>", run.folder.filename().string(), sentence);
    }
    return items.empty()
               ? Markup()
               : markup("<div class=\"notice\"><p>Not all runs are finished:</p><ul>{}</ul></div>\n", items);
}

std::string best_sentence(const std::vector<RunFiles>& runs, bool tested) {
    const RunFiles* best = nullptr;
    for (const RunFiles& run : runs) {
        const auto value = accuracy(run, tested);
        if (value && (!best || *value > *accuracy(*best, tested))) best = &run;
    }
    if (!best) return "None of them is trained yet.";
    return fmt::format("Most accurate is {} with {} of the {} pictures.", best->folder.filename().string(),
                       percent(accuracy(*best, tested)), tested ? "test" : "validation");
}

}  // namespace

Result<std::string> comparison_page(std::span<const std::filesystem::path> folders) {
    std::vector<RunFiles> runs;
    for (const auto& folder : folders) {
        // A trailing slash would leave no name.
        const auto named = folder.has_filename() ? folder : folder.parent_path();
        NANONAS_TRY(RunFiles run, read_run_files(named));
        runs.push_back(std::move(run));
    }
    if (runs.size() < 2) return usage_error("A comparison needs two run folders or more.");
    const bool tested = all_tested(runs);
    const Markup plots = markup("{}{}{}", plot(runs, tested, "MACC", &RunFiles::macc, Quantity::macc),
                                plot(runs, tested, "RAM", &RunFiles::ram_bytes, Quantity::bytes),
                                plot(runs, tested, "Flash", &RunFiles::flash_bytes, Quantity::bytes));
    const Markup costs =
        plots.empty()
            ? Markup()
            : wide_card("What accuracy costs", markup("<div class=\"plots\">{}</div>", plots),
                        markup("A point is a run, by its number in the table. Further up and further left "
                               "is better."));
    const Markup headline = markup("<h1>{} runs compared</h1>\n<p class=\"lead\">{}</p>\n", runs.size(),
                                   best_sentence(runs, tested));
    return page(fmt::format("nanonas report: {} runs compared", runs.size()), headline, missing(runs),
                {{"figures", "Figures", wide_card("Side by side", figures_table(runs), {})},
                 {"costs", "Costs", costs},
                 {"training", "Training", curves(runs)},
                 {"settings", "Settings", differing_settings(runs)}});
}

}  // namespace nanonas
