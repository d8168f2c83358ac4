// SPDX-License-Identifier: MIT
#include "study/study_spread.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "base/figures.h"
#include "report/axis.h"
#include "report/compared_runs.h"

namespace nanonas {
namespace {

// What the figures are called, in the order of a table.
struct Row {
    std::string_view figure, heading;
};
constexpr Row rows_of_figures[] = {{"test_accuracy_int8", "Test accuracy, int8"},
                                   {"test_accuracy_float", "Test accuracy, float"},
                                   {"val_accuracy", "Validation accuracy"},
                                   {"ram_bytes", "RAM bytes"},
                                   {"flash_bytes", "Flash bytes"},
                                   {"macc", "MACC"},
                                   {"seconds", "Time"}};

constexpr std::string_view separator = " · ";  // between the parts of a group's title

std::string figure_text(NamedFigure::Kind kind, double value) {
    switch (kind) {
        case NamedFigure::Kind::share:
            return percent(value);
        case NamedFigure::Kind::count:
            return grouped(std::llround(value));
        case NamedFigure::Kind::seconds:
            return seconds(value);
    }
    return {};
}

Markup spread_cell(const StudyGroup& group, const NamedFigure& figure) {
    const auto spread = group.spread(figure.of);
    if (!spread) return markup("–");
    const auto text = [&](double value) { return figure_text(figure.kind, value); };
    if (spread->lowest == spread->highest) return markup("{}", text(spread->mean));
    return markup("<span class=\"whole\">{} ± {}</span><br><span class=\"aside whole\">{} to {}</span>",
                  text(spread->mean), text(*spread->deviation), text(spread->lowest), text(spread->highest));
}

// "(3,4) in 2 runs, (2,3)": the most frequent first.
std::string networks(const StudyGroup& group) {
    std::map<std::string, int> counts;
    for (const StudyRun* run : group.runs)
        if (run->result) ++counts[name(run->result->architecture)];
    std::vector<std::pair<std::string, int>> sorted(counts.begin(), counts.end());
    std::ranges::stable_sort(sorted, std::ranges::greater(), &std::pair<std::string, int>::second);
    std::string text;
    for (const auto& [network, count] : sorted) {
        text += fmt::format("{}{}{}", text.empty() ? "" : ", ", network,
                            count == 1 ? "" : fmt::format(" in {} runs", count));
    }
    return text;
}

// How many of a group's runs came to what.
Markup outcomes(const StudyGroup& group) {
    const auto finished =
        std::ranges::count_if(group.runs, [](auto* run) { return run->result.has_value(); });
    const auto unfit = std::ranges::count_if(group.runs, [](auto* run) { return !run->reason.empty(); });
    const auto open = std::ssize(group.runs) - finished - unfit;
    Markup cell = markup("{}", finished);
    if (unfit > 0) cell += markup("<br><span class=\"over\">{} without a network that fits</span>", unfit);
    if (open > 0) cell += markup("<br><span class=\"aside\">{} not finished</span>", open);
    return cell;
}

// A part a line, which is narrower.
Markup heading_of(std::string_view group) {
    Markup lines;
    while (true) {
        const std::size_t end = std::min(group.find(separator), group.size());
        lines += markup("{}", group.substr(0, end));
        if (end == group.size()) return lines;
        lines += markup("<br>");
        group.remove_prefix(end + separator.size());
    }
}

// A group's own line of the drawing.
constexpr double row_height = 62, width = 420;
constexpr Box plane{10, 8, 400, 0};

void draw_group(Drawing& drawing, const StudyGroup& group, const std::string& title, std::size_t series,
                const Axis& x, double top, StudyFigure accuracy) {
    const double line = top + 38;
    const auto spread = group.spread(accuracy);
    const std::string figure = spread ? plus_minus(*spread) : "no network fits";
    drawing.text({plane.x + plane.width, top + 14}, figure, "label strong", Anchor::end);
    const double room = plane.width - text_width(figure, 13) - 12;
    drawing.text({plane.x, top + 14}, fitting(title, room, 12.5), "label", Anchor::start, title);
    drawing.line({plane.x, line}, {plane.x + plane.width, line}, "axis");
    if (!spread) return;
    if (spread->deviation) {
        const double from = std::max(x.at(spread->mean - *spread->deviation), plane.x);
        const double to = std::min(x.at(spread->mean + *spread->deviation), plane.x + plane.width);
        drawing.box({from, line - 9, to - from, 18}, "spread " + series_style(series), 4,
                    "one deviation to either side of the mean");
    }
    for (const StudyRun* run : group.runs) {
        const auto value = run->result ? accuracy(*run->result) : std::nullopt;
        if (!value) continue;
        drawing.circle({x.at(*value), line}, 5.5, "seed " + series_style(series),
                       fmt::format("seed {}: {}", run->settings.seed, percent(value)));
    }
    drawing.line({x.at(spread->mean), line - 13}, {x.at(spread->mean), line + 13}, "mean");
}

}  // namespace

std::vector<std::string> group_titles(const std::vector<StudyGroup>& groups) {
    std::vector<std::vector<std::string>> parts(3);
    for (const StudyGroup& group : groups) {
        const RunSettings& settings = group.runs.front()->settings;
        const std::string target = target_name(settings);
        parts[0].push_back(target.empty() ? "the given limits" : target);
        parts[1].push_back(to_string(settings.input));
        parts[2].emplace_back(to_string(settings.family));
    }
    std::vector<std::string> titles(groups.size());
    for (const auto& part : parts) {
        const bool differs = std::set<std::string>(part.begin(), part.end()).size() > 1;
        if (!differs && (groups.size() > 1 || &part != &parts.front())) continue;
        for (std::size_t i = 0; i < titles.size(); ++i)
            titles[i] += std::string(titles[i].empty() ? "" : separator) + part[i];
    }
    return titles;
}

StudyFigure study_accuracy(bool tested) {
    if (tested) return [](const RunResult& result) { return result.test_int8; };
    return [](const RunResult& result) { return result.val_accuracy; };
}

std::string plus_minus(const Spread& spread) {
    return spread.deviation ? fmt::format("{} ± {}", percent(spread.mean), percent(spread.deviation))
                            : percent(spread.mean);
}

Markup spread_table(const std::vector<StudyGroup>& groups) {
    std::vector<std::vector<Markup>> rows{{Markup()}, {markup("Runs")}, {markup("Networks")}};
    for (const std::string& title : group_titles(groups)) rows[0].push_back(heading_of(title));
    for (const StudyGroup& group : groups) {
        rows[1].push_back(outcomes(group));
        rows[2].push_back(markup("{}", networks(group)));
    }
    for (const auto& [name, heading] : rows_of_figures) {
        const auto figure = std::ranges::find(study_figures(), name, &NamedFigure::name);
        rows.push_back({markup("{}", heading)});
        for (const StudyGroup& group : groups) rows.back().push_back(spread_cell(group, *figure));
    }
    return wide_card("Mean, deviation and range over the seeds", table(rows),
                     markup("Behind ± is the sample standard deviation. Means whose distance is small beside "
                            "their deviations may change places with other seeds."));
}

Markup spread_drawing(const std::vector<StudyGroup>& groups, bool tested) {
    const StudyFigure accuracy = study_accuracy(tested);
    double lowest = 1, highest = 0;
    for (const StudyGroup& group : groups) {
        const auto spread = group.spread(accuracy);
        if (!spread) continue;
        const double deviation = spread->deviation.value_or(0);
        lowest = std::min({lowest, spread->lowest, spread->mean - deviation});
        highest = std::max({highest, spread->highest, spread->mean + deviation});
    }
    if (lowest > highest) return {};
    Box frame = plane;
    frame.height = row_height * static_cast<double>(groups.size());
    const Axis range = accuracy_axis(lowest, highest, frame);
    const Axis x{range.low, range.high, frame.x, frame.x + frame.width};
    std::string described;
    const std::vector<std::string> titles = group_titles(groups);
    for (std::size_t i = 0; i < groups.size(); ++i) {
        const auto spread = groups[i].spread(accuracy);
        described += fmt::format(" {}: {};", titles[i], spread ? plus_minus(*spread) : "no network fits");
    }
    const std::string what = tested ? "test accuracy, int8" : "validation accuracy";
    Drawing drawing(width, frame.y + frame.height + 40,
                    fmt::format("Spread of the {} over the seeds.{}", what, described));
    draw_x_axis(drawing, x, frame, Quantity::share, 5);
    for (std::size_t i = 0; i < groups.size(); ++i) {
        draw_group(drawing, groups[i], titles[i], i, x, frame.y + row_height * static_cast<double>(i),
                   accuracy);
    }
    drawing.text({frame.x + frame.width / 2, frame.y + frame.height + 34}, what, "axis-name", Anchor::middle);
    return card(
        "Spread over the seeds", drawing.markup(),
        markup("A dot is a run, the upright line the mean of its group, the bar one standard deviation "
               "to either side."));
}

}  // namespace nanonas
