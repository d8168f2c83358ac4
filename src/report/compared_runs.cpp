// SPDX-License-Identifier: MIT
#include "report/compared_runs.h"

#include <algorithm>
#include <functional>

#include "base/figures.h"
#include "report/accuracy_curves.h"
#include "report/wording.h"

namespace nanonas {
namespace {

constexpr Box frame{46, 26, 300, 190};
constexpr double width = 362, height = 260;
constexpr std::size_t colours = 6;

Markup series_legend(const ComparedRuns& compared) {
    std::vector<std::string> styles;
    for (std::size_t i = 0; i < compared.series.size(); ++i) styles.push_back(series_style(i));
    std::vector<LegendEntry> entries;
    for (std::size_t i = 0; i < styles.size(); ++i) entries.emplace_back(styles[i], compared.series[i]);
    return legend(entries);
}

std::string figure_text(double value, std::string_view name, Quantity quantity) {
    if (quantity == Quantity::milliseconds) return fmt::format("{:.1f} ms", value);
    return fmt::format("{} {}", grouped(static_cast<std::int64_t>(value)), name);
}

// A figure that runs are compared by; none for those that don't belong on its axis.
using ComparedFigure = std::function<std::optional<double>(const RunRecord&)>;

// Accuracy against one figure.
Markup plot(const ComparedRuns& compared, std::string_view name, const ComparedFigure& figure,
            Quantity quantity) {
    const std::vector<ComparedRun>& runs = compared.runs;
    std::ptrdiff_t shown = 0;
    double lowest = 1, highest = 0, largest = 0;
    for (const ComparedRun& run : runs) {
        const auto value = compared.accuracy(run.files);
        const auto cost = figure(run.files);
        if (!value || !cost) continue;
        ++shown;
        lowest = std::min(lowest, *value);
        highest = std::max(highest, *value);
        largest = std::max(largest, *cost);
    }
    if (largest <= 0) return {};
    const Axis x{0, largest * 1.08, frame.x, frame.x + frame.width},
        y = accuracy_axis(lowest, highest, frame);
    Drawing drawing(
        width, height,
        fmt::format("Accuracy against {} of {} runs; the figures are in the table.", name, shown));
    draw_y_axis(drawing, y, frame, Quantity::share);
    draw_x_axis(drawing, x, frame, quantity);
    drawing.text({frame.x, 14}, compared.tested ? "test accuracy, int8" : "validation accuracy", "axis-name");
    drawing.text({frame.x + frame.width / 2, height - 8}, name, "axis-name", Anchor::middle);
    for (std::size_t i = 0; i < runs.size(); ++i) {
        const auto value = compared.accuracy(runs[i].files);
        const std::optional<double> cost = figure(runs[i].files);
        if (!value || !cost) continue;
        const Point at{x.at(*cost), y.at(*value)};
        drawing.circle(at, 8, series_style(runs[i].series),
                       fmt::format("{}: {}, {}", runs[i].name, percent(value), figure_text(*cost, name, quantity)));
        drawing.text({at.x, at.y + 4}, fmt::format("{}", i + 1), "on-series", Anchor::middle);
    }
    return markup("<div><h4>Accuracy against {}</h4>{}</div>\n", name, drawing.markup());
}

// RAM or Flash: the figures of each runtime have an axis of their own, for one is all that runs and the other
// an arena or a file alone.
Markup runtime_plots(const ComparedRuns& compared, std::string_view name,
                     std::optional<std::int64_t> RunRecord::*figure) {
    const auto of_runtime = [figure](bool as_c) {
        return [figure, as_c](const RunRecord& run) -> std::optional<double> {
            if (counts_as_c(run) != as_c) return std::nullopt;
            return run.*figure;
        };
    };
    const auto as_c = std::ranges::count_if(compared.runs, [](auto& run) { return counts_as_c(run.files); });
    const bool mixed = as_c > 0 && as_c < std::ssize(compared.runs);
    const auto title = [&](std::string_view runtime) {
        return mixed ? fmt::format("{} {}", name, runtime) : std::string(name);
    };
    return markup("{}{}", plot(compared, title("as C"), of_runtime(true), Quantity::bytes),
                  plot(compared, title("under TFLM"), of_runtime(false), Quantity::bytes));
}

}  // namespace

bool all_tested(const std::vector<ComparedRun>& runs) {
    return std::ranges::all_of(runs, [](const ComparedRun& run) { return run.files.test_int8.has_value(); });
}

std::string series_style(std::size_t series) {
    return fmt::format("series-{}", series % colours);
}

Markup series_number(std::size_t series, std::size_t number) {
    return markup("<span class=\"number {}\">{}</span>", series_style(series), number);
}

Markup count_cell(const std::optional<std::int64_t>& value, const std::optional<std::int64_t>& limit) {
    if (!value) return markup("–");
    const Markup share =
        limit && *limit > 0
            ? markup("<br><span class=\"aside\">{} of {}</span>",
                     percent(static_cast<double>(*value) / static_cast<double>(*limit)), grouped(*limit))
            : Markup();
    return markup("{}{}", grouped(*value), share);
}

Markup compared_costs(const ComparedRuns& compared) {
    const auto macc = [](const RunRecord& run) -> std::optional<double> { return run.macc; };
    const auto time = [](const RunRecord& run) -> std::optional<double> {
        return counts_as_c(run) ? run.milliseconds : std::nullopt;
    };
    const Markup plots = markup("{}{}{}{}", plot(compared, "MACC", macc, Quantity::macc),
                                plot(compared, "Milliseconds", time, Quantity::milliseconds),
                                runtime_plots(compared, "RAM", &RunRecord::ram_bytes),
                                runtime_plots(compared, "Flash", &RunRecord::flash_bytes));
    if (plots.empty()) return {};
    const bool one_each = compared.series.size() == compared.runs.size();
    return wide_card(
        "What accuracy costs",
        markup("<div class=\"plots\">{}</div>{}", plots, one_each ? Markup() : series_legend(compared)),
        markup("A point is a run, by its number in the table. Further up and further left is "
               "better."));
}

Markup compared_curves(const ComparedRuns& compared) {
    constexpr CurveFrame wide{.width = 500, .height = 288, .box = {46, 26, 440, 220}, .epochs_named = 8};
    CurveRange range;
    for (const ComparedRun& run : compared.runs) range.add(run.files.epochs);
    if (range.epochs < 2) return {};
    const Axis x = epoch_axis(range.epochs, wide.box);
    const Axis y = accuracy_axis(range.lowest, range.highest, wide.box);
    Drawing drawing =
        curve_axes(wide, x, y,
                   fmt::format("Validation accuracy over the epochs of {} trainings.", compared.runs.size()));
    for (const ComparedRun& run : compared.runs) {
        drawing.polyline(curve(run.files.epochs, x, y),
                         fmt::format("series-line line-{}", run.series % colours), run.name);
    }
    return card("Training", markup("{}{}", drawing.markup(), series_legend(compared)),
                markup("Validation accuracy of the float network after each epoch of its final training."));
}

}  // namespace nanonas
