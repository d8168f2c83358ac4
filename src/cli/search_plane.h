// SPDX-License-Identifier: MIT
// The plane of a (k, c) family as text, as far as a search has come: a column for each k, the rows of c
// upwards. Of several trials of one network it shows the last.
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <vector>

#include "cli/live_lines.h"
#include "nanonas/search.h"

namespace nanonas::cli {

class SearchPlane {
  public:
    void begin(const Architecture& network, int epochs);
    void add_epoch(const Architecture& network, int epoch, int epochs, double val_accuracy);
    void abandon(const Architecture& network);
    void decide(const Candidate& candidate);
    bool empty() const { return cells_.empty(); }

    // A headline, the plane if there are enough rows for it, and what is being evaluated.
    std::vector<Line> lines(const TerminalSize& size, bool colours, bool utf8) const;
    // What the search has come to.
    Line summary(std::size_t columns, bool colours) const;

  private:
    using Clock = std::chrono::steady_clock;
    enum class State { running, rise, fall, first, infeasible };
    struct Cell {
        State state = State::running;
        int epoch = 0, epochs = 0;
        double score = 0;  // best so far
        Clock::time_point begun{};
    };

    void add_cell(Line& line, const PlanePoint& point, bool wide, bool utf8) const;
    Line running(std::size_t columns, bool colours) const;

    std::map<PlanePoint, Cell> cells_;
    int decided_ = 0, infeasible_ = 0;
    PlanePoint best_{};
    double best_score_ = -1;
};

}  // namespace nanonas::cli
