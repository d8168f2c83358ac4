// SPDX-License-Identifier: MIT
#include "cli/terminal_progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "base/figures.h"
#include "base/plain_text.h"
#include "cli/curve.h"
#include "cli/terminal.h"
#include "cli/time_left.h"

namespace nanonas::cli {
namespace {

// Between two changes of the screen: some twenty a second.
std::chrono::milliseconds shortest_interval{50};

std::string plain_line(const ProgressUpdate& now) {
    std::string line = fmt::format("{:<8}", now.stage);
    if (now.total > 0) {
        line += fmt::format(" {}/{}", now.done, now.total);
    } else if (now.done > 0) {
        line += fmt::format(" {}", now.done);
    }
    if (!now.detail.empty()) line += fmt::format("  {}", now.detail);
    return line;
}

// Whether lines can be rewritten there.
bool is_screen(int descriptor) {
    const char* term = std::getenv("TERM");
    return ::isatty(descriptor) && !(term && std::string_view(term) == "dumb");
}

double seconds_since(std::chrono::steady_clock::time_point begin) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

}  // namespace

void set_shortest_interval(std::chrono::milliseconds interval) {
    shortest_interval = interval;
}

TerminalProgress::TerminalProgress(bool quiet, bool verbose)
    : quiet_(quiet),
      verbose_(verbose),
      live_(!quiet && !verbose && is_screen(STDERR_FILENO)),
      colours_(colours(STDERR_FILENO)),
      utf8_(speaks_utf8()),
      shortest_interval_(shortest_interval),
      screen_(STDERR_FILENO) {}

TerminalProgress::~TerminalProgress() {
    screen_.clear();
}

void TerminalProgress::update(const ProgressUpdate& now) {
    if (quiet_) return;
    const bool new_stage = now.stage != stage_;
    if (!live_) {
        // Each decision of the search, each run of a study, and otherwise the beginning and the end of a
        // stage.
        const bool last = now.total > 0 && now.done == now.total;
        if (new_stage || last || verbose_ || now.stage == "search" || now.stage == "study") {
            fmt::print(stderr, "{}\n", plain_line(now));
        }
        stage_ = now.stage;
        return;
    }
    if (new_stage) stage_begun_ = Clock::now(), done_at_begin_ = now.done;
    stage_ = now.stage, detail_ = now.detail;
    done_ = now.done, total_ = now.total;
    draw(new_stage);
}

// What is told of single networks goes to a live screen alone; whether it is the first of its stage.
bool TerminalProgress::begin_stage(std::string_view stage) {
    if (stage == stage_) return false;
    stage_ = stage, stage_begun_ = Clock::now(), done_at_begin_ = 0, done_ = total_ = 0;
    return true;
}

void TerminalProgress::trial_begun(const Trial& trial, int epochs) {
    if (!live_) return;
    const bool first = begin_stage("search");
    search_.begin(trial.architecture, epochs);
    draw(first);
}

void TerminalProgress::trial_epoch(const Trial& trial, int epoch, int epochs, double val_accuracy) {
    if (!live_) {
        if (quiet_ || !verbose_) return;
        fmt::print(stderr, "search   {} epoch {}/{}: {:.3f}\n", name(trial.architecture), epoch, epochs,
                   val_accuracy);
        return;
    }
    const bool first = begin_stage("search");
    search_.add_epoch(trial.architecture, epoch, epochs, val_accuracy);
    draw(first);
}

void TerminalProgress::trial_abandoned(const Trial& trial) {
    if (!live_) return;
    const bool first = begin_stage("search");
    search_.abandon(trial.architecture);
    draw(first);
}

void TerminalProgress::trial_decided(const Candidate& candidate) {
    if (!live_) return;
    const bool first = begin_stage("search");
    search_.decide(candidate);
    draw(first);
}

void TerminalProgress::training_begun(const Architecture& network, int epochs) {
    if (!live_) return;
    const bool first = begin_stage("train");
    network_ = name(network), epochs_ = epochs;
    val_accuracy_.clear();
    draw(first);
}

void TerminalProgress::training_epoch(const Architecture&, int, int, double val_accuracy) {
    if (!live_) return;
    const bool first = begin_stage("train");
    val_accuracy_.push_back(val_accuracy);
    draw(first);
}

void TerminalProgress::note(std::string_view sentence) {
    if (quiet_) return;
    screen_.clear();
    fmt::print(stderr, "{}\n", plain_lines(sentence));
}

bool TerminalProgress::stop_requested() const {
    return stop_signalled();
}

void TerminalProgress::draw(bool at_once) {
    const auto time = Clock::now();
    if (!at_once && time - drawn_ < shortest_interval_) return;
    drawn_ = time;
    const TerminalSize size = terminal_size(STDERR_FILENO);
    screen_.show(lines(size), size.columns);
}

std::vector<Line> TerminalProgress::lines(const TerminalSize& size) const {
    const std::size_t columns = size.columns - 1;  // a full line would wait to be broken
    std::vector<Line> lines;
    if (stage_ == "search" && !search_.empty()) {
        lines = search_.lines(size, colours_, utf8_);
    } else {
        if (!search_.empty()) lines.push_back(search_.summary(columns, colours_));
        if (stage_ == "train" && epochs_ > 0) {
            add_training(lines, columns);
        } else {
            lines.emplace_back(columns, colours_).add(fmt::format("{:<8}", stage_));
            if (total_ > 1) lines.back().add(fmt::format(" {}/{}", grouped(done_), grouped(total_)));
            if (!detail_.empty()) lines.back().add("  " + detail_);
            lines.back().add(
                time_left(seconds_since(stage_begun_), done_ - done_at_begin_, total_ - done_at_begin_));
        }
    }
    if (stop_signalled()) {
        lines.emplace_back(columns, colours_).add("Stopping; Ctrl-C again ends at once.", Style::yellow);
    }
    return lines;
}

void TerminalProgress::add_training(std::vector<Line>& lines, std::size_t columns) const {
    Line& line = lines.emplace_back(columns, colours_);
    const std::int64_t done = std::ssize(val_accuracy_);
    line.add(fmt::format("train    {} epoch {}/{}", network_, done, epochs_));
    if (val_accuracy_.empty()) return;
    line.add(fmt::format(", {}", percent(val_accuracy_.back())));
    line.add(time_left(seconds_since(stage_begun_), done, epochs_));
    const auto [low, high] = std::minmax_element(val_accuracy_.begin(), val_accuracy_.end());
    const std::string from = fmt::format("{} ", percent(*low)), to = fmt::format(" best {}", percent(*high));
    const std::size_t figures = from.size() + to.size();
    Line& drawing = lines.emplace_back(columns, colours_);
    if (columns <= figures) return;
    drawing.add(from).add(curve(val_accuracy_, static_cast<std::size_t>(epochs_), columns - figures, utf8_),
                          Style::green);
    drawing.add(to);
}

}  // namespace nanonas::cli
