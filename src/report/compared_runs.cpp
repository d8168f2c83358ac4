// SPDX-License-Identifier: MIT
#include "report/compared_runs.h"

#include <algorithm>

#include "base/figures.h"
#include "report/axis.h"

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

// Accuracy against one figure.
Markup plot(const ComparedRuns& compared, std::string_view name,
            std::optional<std::int64_t> RunFiles::*figure, Quantity quantity) {
    const std::vector<ComparedRun>& runs = compared.runs;
    double lowest = 1, highest = 0, largest = 0;
    for (const ComparedRun& run : runs) {
        const auto value = compared.accuracy(run.files);
        if (!value || !(run.files.*figure)) continue;
        lowest = std::min(lowest, *value);
        highest = std::max(highest, *value);
        largest = std::max(largest, static_cast<double>(*(run.files.*figure)));
    }
    if (largest <= 0) return {};
    const Axis x{0, largest * 1.08, frame.x, frame.x + frame.width},
        y = accuracy_axis(lowest, highest, frame);
    Drawing drawing(
        width, height,
        fmt::format("Accuracy against {} of {} runs; the figures are in the table.", name, runs.size()));
    draw_y_axis(drawing, y, frame, Quantity::share);
    draw_x_axis(drawing, x, frame, quantity);
    drawing.text({frame.x, 14}, compared.tested ? "test accuracy, int8" : "validation accuracy", "axis-name");
    drawing.text({frame.x + frame.width / 2, height - 8}, name, "axis-name", Anchor::middle);
    for (std::size_t i = 0; i < runs.size(); ++i) {
        const auto value = compared.accuracy(runs[i].files);
        const std::optional<std::int64_t>& cost = runs[i].files.*figure;
        if (!value || !cost) continue;
        const Point at{x.at(static_cast<double>(*cost)), y.at(*value)};
        drawing.circle(at, 8, series_style(runs[i].series),
                       fmt::format("{}: {}, {} {}", runs[i].name, percent(value), grouped(*cost), name));
        drawing.text({at.x, at.y + 4}, fmt::format("{}", i + 1), "on-series", Anchor::middle);
    }
    return markup("<div><h4>Accuracy against {}</h4>{}</div>\n", name, drawing.markup());
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
    const Markup plots = markup("{}{}{}", plot(compared, "MACC", &RunFiles::macc, Quantity::macc),
                                plot(compared, "RAM", &RunFiles::ram_bytes, Quantity::bytes),
                                plot(compared, "Flash", &RunFiles::flash_bytes, Quantity::bytes));
    if (plots.empty()) return {};
    const bool one_each = compared.series.size() == compared.runs.size();
    return wide_card(
        "What accuracy costs",
        markup("<div class=\"plots\">{}</div>{}", plots, one_each ? Markup() : series_legend(compared)),
        markup("A point is a run, by its number in the table. Further up and further left is "
               "better."));
}

Markup compared_curves(const ComparedRuns& compared) {
    double lowest = 1, highest = 0;
    std::size_t epochs = 0;
    for (const ComparedRun& run : compared.runs) {
        for (const double value : run.files.epochs)
            lowest = std::min(lowest, value), highest = std::max(highest, value);
        epochs = std::max(epochs, run.files.epochs.size());
    }
    if (epochs < 2) return {};
    constexpr Box wide{46, 26, 440, 220};
    const Axis x{1, static_cast<double>(epochs), wide.x + 6, wide.x + wide.width - 6};
    const Axis y = accuracy_axis(lowest, highest, wide);
    Drawing drawing(
        500, 288, fmt::format("Validation accuracy over the epochs of {} trainings.", compared.runs.size()));
    draw_y_axis(drawing, y, wide, Quantity::share, 5);
    draw_x_axis(drawing, x, wide, Quantity::epochs, 8);
    drawing.text({wide.x, 14}, "validation accuracy", "axis-name");
    drawing.text({wide.x + wide.width / 2, 280}, "epoch", "axis-name", Anchor::middle);
    for (const ComparedRun& run : compared.runs) {
        std::vector<Point> points;
        for (std::size_t epoch = 0; epoch < run.files.epochs.size(); ++epoch)
            points.push_back({x.at(static_cast<double>(epoch + 1)), y.at(run.files.epochs[epoch])});
        drawing.polyline(points, fmt::format("series-line line-{}", run.series % colours), run.name);
    }
    return card("Training", markup("{}{}", drawing.markup(), series_legend(compared)),
                markup("Validation accuracy of the float network after each epoch of its final training."));
}

}  // namespace nanonas
