// SPDX-License-Identifier: MIT
// Accuracy against what it costs: the evaluated candidates, and those of them that no cheaper one equals.
#include <algorithm>

#include "base/figures.h"
#include "report/axis.h"
#include "report/sections.h"
#include "report/wording.h"

namespace nanonas {
namespace {

using Figure = std::optional<std::int64_t> DecidedCandidate::*;

constexpr Box frame{46, 26, 300, 190};
constexpr double width = 362, height = 260;

struct PlottedCost {
    std::string_view name, unit;
    Figure figure;
    std::optional<std::int64_t> limit;
    Quantity quantity;
};

// By cost, each more accurate than all before it.
std::vector<const DecidedCandidate*> pareto_front(const std::vector<DecidedCandidate>& candidates,
                                                  Figure figure) {
    std::vector<const DecidedCandidate*> sorted, front;
    for (const DecidedCandidate& candidate : candidates)
        if (candidate.evaluated() && candidate.*figure) sorted.push_back(&candidate);
    std::stable_sort(sorted.begin(), sorted.end(), [&](const auto* a, const auto* b) {
        return a->*figure != b->*figure ? *(a->*figure) < *(b->*figure) : a->best() > b->best();
    });
    for (const auto* candidate : sorted)
        if (front.empty() || candidate->best() > front.back()->best()) front.push_back(candidate);
    return front;
}

class Plot {
  public:
    Plot(const RunRecord& run, const PlottedCost& cost) : run_(run), cost_(cost) {
        double lowest = 1, highest = 0, largest = 1, smallest = 1e15;
        for (const DecidedCandidate& candidate : run.candidates) {
            if (candidate.*cost.figure) {
                largest = std::max(largest, number(candidate));
                smallest = std::min(smallest, number(candidate));
            }
            if (!candidate.evaluated()) continue;
            lowest = std::min(lowest, candidate.best());
            highest = std::max(highest, candidate.best());
        }
        const double limit = static_cast<double>(cost.limit.value_or(0));
        limit_shown_ = cost.limit && limit < 2 * largest;
        if (limit_shown_) largest = std::max(largest, limit);
        // Figures that lie close together get the whole width.
        const double range = std::max(largest - smallest, 0.02 * largest);
        const double from = smallest > 0.5 * largest ? smallest - 0.2 * range : 0;
        x_ = {from, largest + 0.04 * (largest - from), frame.x, frame.x + frame.width};
        y_ = accuracy_axis(lowest, highest, frame);
    }

    Markup draw() {
        Drawing drawing(width, height, description());
        draw_y_axis(drawing, y_, frame, Quantity::share);
        draw_x_axis(drawing, x_, frame, cost_.quantity);
        draw_limit(drawing);
        draw_front(drawing);
        for (const DecidedCandidate& candidate : run_.candidates) draw_candidate(drawing, candidate);
        draw_names(drawing);
        const double middle = frame.x + frame.width / 2;
        drawing.text({middle, height - 8}, fmt::format("{}{}", cost_.name, cost_.unit), "axis-name",
                     Anchor::middle);
        drawing.text({frame.x, 14}, "validation accuracy", "axis-name");
        return drawing.markup();
    }

  private:
    double number(const DecidedCandidate& candidate) const {
        return static_cast<double>(*(candidate.*cost_.figure));
    }
    Point place(const DecidedCandidate& candidate) const {
        return {x_.at(number(candidate)), y_.at(candidate.best())};
    }
    bool chosen(const DecidedCandidate& candidate) const {
        return run_.architecture && run_.architecture->k == candidate.k &&
               run_.architecture->c == candidate.c;
    }

    std::string description() const {
        std::string text = fmt::format("Accuracy against {}. Pareto front:", cost_.name);
        for (const auto* candidate : pareto_front(run_.candidates, cost_.figure)) {
            text += fmt::format(" ({},{}) {} at {};", candidate->k, candidate->c, percent(candidate->best()),
                                grouped(*(candidate->*cost_.figure)));
        }
        return text;
    }

    void draw_limit(Drawing& drawing) const {
        if (!cost_.limit) return;
        const std::string text =
            fmt::format("limit {}", cost_.quantity == Quantity::macc ? short_count(*cost_.limit)
                                                                     : kibibytes(*cost_.limit));
        const double right = frame.x + frame.width;
        if (!limit_shown_) {
            drawing.text({right, 14}, text + " →", "limit-text", Anchor::end);
            return;
        }
        const double x = x_.at(static_cast<double>(*cost_.limit));
        drawing.line({x, frame.y - 6}, {x, frame.y + frame.height}, "limit");
        drawing.text({std::min(x, right), 14}, text, "limit-text", Anchor::end);
    }

    void draw_front(Drawing& drawing) const {
        std::vector<Point> steps;
        for (const auto* candidate : pareto_front(run_.candidates, cost_.figure)) {
            const Point point = place(*candidate);
            if (!steps.empty()) steps.push_back({point.x, steps.back().y});
            steps.push_back(point);
        }
        if (steps.empty()) return;
        steps.push_back({frame.x + frame.width, steps.back().y});
        drawing.polyline(steps, "front");
    }

    void draw_candidate(Drawing& drawing, const DecidedCandidate& candidate) const {
        if (!(candidate.*cost_.figure)) return;
        const std::string name = fmt::format("({},{})", candidate.k, candidate.c);
        const std::string cost = grouped(*(candidate.*cost_.figure));
        if (!candidate.evaluated()) {
            const double x = x_.at(number(candidate)), bottom = frame.y + frame.height;
            drawing.box({x - 1.5, bottom - 9, 3, 9}, "unfit", 1,
                        fmt::format("{} does not fit: {} {}", name, cost, cost_.name));
            return;
        }
        const auto front = pareto_front(run_.candidates, cost_.figure);
        const bool on_front = std::find(front.begin(), front.end(), &candidate) != front.end();
        drawing.circle(place(candidate), on_front ? 4.5 : 3.5,
                       chosen(candidate) ? "dot chosen"
                       : on_front        ? "dot front-dot"
                                         : "dot",
                       fmt::format("{}: {}, {} {}", name, percent(candidate.best()), cost, cost_.name));
    }

    // Names at the front's points, where there is room for them; the chosen one first.
    void draw_names(Drawing& drawing) const {
        auto front = pareto_front(run_.candidates, cost_.figure);
        for (const DecidedCandidate& candidate : run_.candidates) {
            if (chosen(candidate) && candidate.evaluated() && candidate.*cost_.figure &&
                std::find(front.begin(), front.end(), &candidate) == front.end()) {
                front.push_back(&candidate);
            }
        }
        std::reverse(front.begin(), front.end());
        std::stable_partition(front.begin(), front.end(), [&](const auto* c) { return chosen(*c); });
        std::vector<Box> taken;
        for (const auto* candidate : front) {
            const std::string name = fmt::format("({},{})", candidate->k, candidate->c);
            const double wide = text_width(name, 11);
            const Point at = place(*candidate);
            const double x = std::clamp(at.x - wide - 5, frame.x + 2, frame.x + frame.width - wide);
            const Box box{x, at.y - 18, wide, 12};
            if (box.y < frame.y - 4 || overlaps(box, taken)) continue;
            taken.push_back(box);
            drawing.text({box.x, box.y + 10}, name, chosen(*candidate) ? "name strong" : "name");
        }
    }

    static bool overlaps(const Box& box, const std::vector<Box>& others) {
        return std::any_of(others.begin(), others.end(), [&](const Box& other) {
            return box.x < other.x + other.width + 3 && other.x < box.x + box.width + 3 &&
                   box.y < other.y + other.height && other.y < box.y + box.height;
        });
    }

    const RunRecord& run_;
    const PlottedCost cost_;
    bool limit_shown_ = false;
    Axis x_, y_;
};

}  // namespace

Markup trade_offs(const RunRecord& run) {
    if (std::none_of(run.candidates.begin(), run.candidates.end(),
                     [](const DecidedCandidate& candidate) { return candidate.evaluated(); })) {
        return {};
    }
    const PlottedCost costs[] = {
        {"MACC", " of an inference", &DecidedCandidate::macc, run.limits.macc, Quantity::macc},
        {"RAM", "", &DecidedCandidate::ram_bytes, run.limits.ram_bytes, Quantity::bytes},
        {"Flash", "", &DecidedCandidate::flash_bytes, run.limits.flash_bytes, Quantity::bytes}};
    Markup plots;
    for (const PlottedCost& cost : costs) {
        plots += markup("<div><h4>Accuracy against {}</h4>{}</div>\n", cost.name, Plot(run, cost).draw());
    }
    return wide_card(
        "What accuracy costs",
        markup("<div class=\"plots\">{}</div>{}", plots,
               legend({{"legend-chosen", "chosen"},
                       {"legend-front", "Pareto front"},
                       {"legend-dot", "other candidates"},
                       {"legend-unfit", "does not fit"}})),
        markup("The line is the Pareto front: no cheaper candidate is as accurate as those on it. Dashes "
               "mark the limit. Candidates beyond a limit were not trained and stand at the bottom."));
}

}  // namespace nanonas
