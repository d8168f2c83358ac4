// SPDX-License-Identifier: MIT
#include "cli/search_plane.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/figures.h"
#include "cli/time_left.h"

namespace nanonas::cli {
namespace {

constexpr std::size_t narrow_cell = 2, wide_cell = 6, margin = 4;

std::string name_of(PlanePoint point) {
    return fmt::format("({},{})", point.k, point.c);
}

PlanePoint point_of(const Architecture& network) {
    return {network.k, network.c};
}

}  // namespace

void SearchPlane::begin(const Architecture& network, int epochs) {
    cells_[point_of(network)] = {State::running, 0, epochs, 0, Clock::now()};
}

void SearchPlane::add_epoch(const Architecture& network, int epoch, int epochs, double val_accuracy) {
    Cell& cell = cells_[point_of(network)];
    cell.epoch = epoch, cell.epochs = epochs;
    cell.score = std::max(cell.score, val_accuracy);
}

void SearchPlane::abandon(const Architecture& network) {
    cells_.erase(point_of(network));
}

void SearchPlane::decide(const Candidate& candidate) {
    const PlanePoint point = point_of(candidate.trial.architecture);
    ++decided_;
    // What was finished before it was needed and passed by since is of no interest any more.
    std::erase_if(cells_, [&](const auto& entry) {
        const Cell& other = entry.second;
        return other.state == State::running && other.epoch == other.epochs && entry.first < point;
    });
    Cell& cell = cells_[point];
    if (!candidate.evaluation) {
        ++infeasible_;
        cell.state = State::infeasible;
        return;
    }
    const auto before = cells_.find({point.k, point.c - 1});
    cell.score = candidate.score();
    cell.state = before == cells_.end()              ? State::first
                 : cell.score > before->second.score ? State::rise
                                                     : State::fall;
    if (cell.score > best_score_) best_score_ = cell.score, best_ = point;
}

void SearchPlane::add_cell(Line& line, const PlanePoint& point, bool wide, bool utf8) const {
    const auto found = cells_.find(point);
    std::string mark = " ", figure;
    Style style = Style::plain;
    if (found != cells_.end()) {
        const Cell& cell = found->second;
        figure = fmt::format("{:.1f}", cell.score * 100);
        switch (cell.state) {
            case State::running:
                mark = utf8 ? "…" : "?", style = Style::yellow;
                figure = fmt::format("{}/{}", cell.epoch, cell.epochs);
                break;
            case State::rise:
                mark = utf8 ? "↑" : "^", style = Style::green;
                break;
            case State::fall:
                mark = utf8 ? "↓" : "v", style = Style::red;
                break;
            case State::first:
                mark = utf8 ? "•" : "o";
                break;
            case State::infeasible:
                mark = utf8 ? "×" : "x", style = Style::grey, figure.clear();
        }
        if (point == best_) style = style == Style::plain ? Style::bold : style;
    }
    line.add(mark, style).add(wide ? fmt::format("{:<{}}", figure, wide_cell - 1) : " ", style);
}

std::vector<Line> SearchPlane::lines(const TerminalSize& size, bool colours, bool utf8) const {
    const std::size_t columns = size.columns - 1;
    std::vector<Line> lines{summary(columns, colours)};
    int last_k = 1, last_c = 0;
    for (const auto& [point, cell] : cells_) {
        last_k = std::max(last_k, point.k), last_c = std::max(last_c, point.c);
    }
    const std::size_t room = columns > margin ? columns - margin : 0;
    if (static_cast<std::size_t>(last_c) + 5 <= size.rows && room >= narrow_cell) {
        const bool wide = static_cast<std::size_t>(last_k) * wide_cell <= room;
        const std::size_t cell = wide ? wide_cell : narrow_cell;
        const int first_k = std::max(1, last_k - static_cast<int>(room / cell) + 1);
        for (int c = last_c; c >= 0; --c) {
            lines.emplace_back(columns, colours).add(fmt::format("{}{:>2} ", c == last_c ? "c" : " ", c));
            for (int k = first_k; k <= last_k; ++k) add_cell(lines.back(), {k, c}, wide, utf8);
        }
        lines.emplace_back(columns, colours).add(" k  ");
        for (int k = first_k; k <= last_k; ++k) {
            // In narrow cells every second number has room.
            const bool shown = wide || (last_k - k) % 2 == 0;
            lines.back().add(fmt::format("{:<{}}", shown ? fmt::format("{}", k) : "", cell));
        }
    }
    lines.push_back(running(columns, colours));
    return lines;
}

Line SearchPlane::summary(std::size_t columns, bool colours) const {
    Line line(columns, colours);
    line.add("search   ");
    if (best_score_ >= 0) line.add(fmt::format("best {} {}, ", name_of(best_), percent(best_score_)));
    line.add(fmt::format("{} decided", decided_));
    if (infeasible_ > 0)
        line.add(fmt::format(", {} {} not fit", infeasible_, infeasible_ == 1 ? "does" : "do"));
    return line;
}

// Of those that are evaluated at once, the one that is needed first.
Line SearchPlane::running(std::size_t columns, bool colours) const {
    Line line(columns, colours);
    const Cell* first = nullptr;
    int others = 0;
    for (const auto& [point, cell] : cells_) {
        if (cell.state != State::running) continue;
        if (first) {
            ++others;
            continue;
        }
        first = &cell;
        line.add(fmt::format("{} epoch {}/{}", name_of(point), cell.epoch, cell.epochs));
    }
    if (!first) return line;
    if (first->epoch > 0) line.add(fmt::format(", {} so far", percent(first->score)));
    const std::chrono::duration<double> spent = Clock::now() - first->begun;
    line.add(time_left(spent.count(), first->epoch, first->epochs));
    if (others > 0) line.add(fmt::format("  +{} ahead", others), Style::grey);
    return line;
}

}  // namespace nanonas::cli
