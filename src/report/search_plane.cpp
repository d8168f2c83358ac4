// SPDX-License-Identifier: MIT
// The walk of the search: every decided candidate at its place, with arrows in the order of the decisions.
#include <algorithm>
#include <map>

#include "base/figures.h"
#include "report/sections.h"
#include "report/wording.h"

namespace nanonas {
namespace {

constexpr double left = 34, top = 44, column = 50, cell_width = 38, cell_height = 24;

class Plane {
  public:
    explicit Plane(const RunRecord& run) : run_(run) {
        for (const DecidedCandidate& candidate : run.candidates) {
            row_of_.emplace(candidate.k, 0);
            last_column_ = std::max(last_column_, candidate.c);
            if (candidate.evaluated()) lowest_ = std::min(lowest_, candidate.best());
            highest_ = std::max(highest_, candidate.best());
        }
        int row = 0;
        for (auto& [k, index] : row_of_) index = row++;
        pitch_ = row_of_.size() > 16 ? 34 : 42;
    }

    Markup draw() const {
        const double width = left + (last_column_ + 1) * column + 56;
        Drawing drawing(width, top + static_cast<double>(row_of_.size()) * pitch_, description());
        draw_labels(drawing);
        draw_way(drawing);
        for (const DecidedCandidate& candidate : run_.candidates) draw_candidate(drawing, candidate);
        draw_row_results(drawing);
        return drawing.markup();
    }

  private:
    Box cell(const DecidedCandidate& candidate) const {
        return {left + candidate.c * column + (column - cell_width) / 2,
                top + row_of_.at(candidate.k) * pitch_, cell_width, cell_height};
    }

    bool chosen(const DecidedCandidate& candidate) const {
        return run_.architecture && run_.architecture->k == candidate.k &&
               run_.architecture->c == candidate.c;
    }

    std::string description() const {
        std::string text = "The search path on the plane of k, downwards, and c, to the right:";
        for (const DecidedCandidate& candidate : run_.candidates) {
            text += fmt::format(
                " ({},{}) {}{}", candidate.k, candidate.c,
                candidate.evaluated() ? percent(candidate.best()) : broken_limit(candidate, run_.limits),
                &candidate == &run_.candidates.back() ? "." : ",");
        }
        return text;
    }

    void draw_labels(Drawing& drawing) const {
        drawing.text({left + 6, 13}, "c, cells on top of the first convolution →", "axis-name");
        for (int c = 0; c <= last_column_; ++c)
            drawing.text({left + (c + 0.5) * column, 34}, fmt::format("{}", c), "tick", Anchor::middle);
        for (const auto& [k, row] : row_of_)
            drawing.text({left - 6, top + row * pitch_ + 16}, fmt::format("{}", k), "tick", Anchor::end);
        drawing.text({left - 22, 34}, "k ↓", "axis-name");
    }

    // From each candidate to the next: along a row an arrow that tells rise from fall, between rows a path
    // through the space between them.
    void draw_way(Drawing& drawing) const {
        for (std::size_t i = 1; i < run_.candidates.size(); ++i) {
            const DecidedCandidate &from = run_.candidates[i - 1], &to = run_.candidates[i];
            const Box a = cell(from), b = cell(to);
            if (from.k == to.k && to.c == from.c + 1) {
                const std::string_view style = !to.feasible                ? "way blocked"
                                               : to.score() > from.score() ? "way rise"
                                                                           : "way fall";
                drawing.arrow({a.x + a.width, a.y + a.height / 2}, {b.x, b.y + b.height / 2}, style);
                continue;
            }
            const double between = b.y - (pitch_ - cell_height) / 2;
            const Point start{a.x + a.width / 2, a.y + a.height}, turn{a.x + a.width / 2, between};
            const Point above{b.x + b.width / 2, between};
            drawing.polyline({start, turn, above}, "way next");
            drawing.arrow(above, {above.x, b.y}, "way next");
        }
    }

    void draw_candidate(Drawing& drawing, const DecidedCandidate& candidate) const {
        const Box box = cell(candidate);
        const std::string name = fmt::format("({},{})", candidate.k, candidate.c);
        const Point middle{box.x + box.width / 2, box.y + box.height / 2 + 4};
        if (!candidate.evaluated()) {
            drawing.box(box, "cell blocked", 4, fmt::format("{}: {}", name, candidate.reason));
            drawing.text(middle, broken_limit(candidate, run_.limits), "cell-note", Anchor::middle);
            return;
        }
        drawing.box(box, "cell-ground", 4);
        const double range = std::max(highest_ - lowest_, 1e-9);
        const double share = 0.08 + 0.42 * (candidate.best() - lowest_) / range;
        drawing.shaded(box, share, fmt::format("{}: {}", name, percent(candidate.best())));
        drawing.box(box, chosen(candidate) ? "cell chosen" : "cell", 4);
        drawing.text(middle, fmt::format("{:.1f}", candidate.best() * 100),
                     chosen(candidate) ? "cell-figure strong" : "cell-figure", Anchor::middle);
    }

    // At the end of each row its best score, and whether that was better than every row before.
    void draw_row_results(Drawing& drawing) const {
        double best = -1;
        for (const auto& [k, row] : row_of_) {
            double row_best = -1;
            int end = 0;
            for (const DecidedCandidate& candidate : run_.candidates) {
                if (candidate.k != k) continue;
                row_best = std::max(row_best, candidate.score());
                end = std::max(end, candidate.c);
            }
            if (row_best < 0) continue;
            const bool better = row_best > best;
            best = std::max(best, row_best);
            drawing.text({left + (end + 1) * column + 4, top + row * pitch_ + 16},
                         fmt::format("{} {:.1f}", better ? "▲" : "▼", row_best * 100),
                         better ? "row-result rise" : "row-result fall");
        }
    }

    const RunRecord& run_;
    std::map<int, int> row_of_;  // by k
    int last_column_ = 0;
    double lowest_ = 1, highest_ = 0, pitch_ = 42;
};

}  // namespace

Markup search_plane(const RunRecord& run) {
    if (run.candidates.empty()) return {};
    const Markup how = markup(
        "Each cell is a candidate network: k kernels in the first convolution, c cells on top of it. The "
        "number "
        "is its best validation accuracy, in per cent, in the short training that judges candidates. A row "
        "goes "
        "on while accuracy rises; the next row is tried while the best of a row (at its end) beats all "
        "before. "
        "What does not fit is never trained.");
    const Markup drawing = markup("{}{}", Plane(run).draw(),
                                  legend({{"legend-chosen", "chosen"},
                                          {"legend-rise", "better than before"},
                                          {"legend-fall", "not better"},
                                          {"legend-blocked", "does not fit"}}));
    return card("The way of the search", drawing, how);
}

Markup candidate_table(const RunRecord& run) {
    if (run.candidates.empty()) return {};
    std::vector<std::vector<Markup>> rows{
        {markup("Network"), markup("Accuracy"), markup("MACC"), markup("RAM bytes"), markup("Flash bytes")}};
    const auto figure = [](const std::optional<std::int64_t>& value, std::optional<std::int64_t> limit) {
        if (!value) return markup("–");
        return value && limit && *value > *limit ? markup("<span class=\"over\">{}</span>", grouped(*value))
                                                 : markup("{}", grouped(*value));
    };
    const bool timed = std::ranges::any_of(
        run.candidates, [](const DecidedCandidate& c) { return c.milliseconds.has_value(); });
    if (timed) rows.front().push_back(markup("Milliseconds"));
    const auto time = [&](const DecidedCandidate& c) {
        if (!c.milliseconds) return markup("–");
        const bool over = run.limits.milliseconds && *c.milliseconds > *run.limits.milliseconds;
        return over ? markup("<span class=\"over\">{:.1f}</span>", *c.milliseconds)
                    : markup("{:.1f}", *c.milliseconds);
    };
    for (const DecidedCandidate& c : run.candidates) {
        const bool chosen = run.architecture && run.architecture->k == c.k && run.architecture->c == c.c;
        const std::string name = fmt::format("({},{})", c.k, c.c);
        rows.push_back({chosen ? markup("<strong>{} chosen</strong>", name) : markup("{}", name),
                        c.evaluated() ? markup("{}", percent(c.best())) : markup("does not fit"),
                        figure(c.macc, run.limits.macc), figure(c.ram_bytes, run.limits.ram_bytes),
                        figure(c.flash_bytes, run.limits.flash_bytes)});
        if (timed) rows.back().push_back(time(c));
    }
    return markup("<details><summary>All {} in the order of the decisions</summary>{}</details>\n",
                  counted(std::ssize(run.candidates), "candidate", "candidates"), table(rows));
}

}  // namespace nanonas
