// SPDX-License-Identifier: MIT
// Progress on standard error: a few lines that are rewritten on a terminal and leave nothing behind, plain
// lines elsewhere. As long as there is one, the signals that a terminal sends are a request to stop.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "cli/live_lines.h"
#include "cli/search_plane.h"
#include "cli/signal_watch.h"
#include "nanonas/progress.h"

namespace nanonas::cli {

class TerminalProgress : public Progress {
  public:
    // Quiet shows nothing; verbose shows plain lines, also of each epoch, on a terminal too.
    explicit TerminalProgress(bool quiet, bool verbose = false);
    ~TerminalProgress() override;

    void update(const ProgressUpdate& now) override;
    void network(const NetworkUpdate& now) override;
    void note(std::string_view sentence) override;
    bool stop_requested() const override;

  private:
    using Clock = std::chrono::steady_clock;

    void draw(bool at_once);
    std::vector<Line> lines(const TerminalSize& size) const;
    void add_training(std::vector<Line>& lines, std::size_t columns) const;

    const bool quiet_, verbose_, live_, colours_, utf8_;
    const Clock::duration shortest_interval_;  // between two changes of the screen
    const SignalWatch watch_;
    LiveLines screen_;
    Clock::time_point drawn_{};

    std::string stage_, detail_;
    std::int64_t done_ = 0, total_ = 0, done_at_begin_ = 0;
    Clock::time_point stage_begun_{};
    SearchPlane search_;
    NetworkUpdate training_;            // the last of the final training
    std::vector<double> val_accuracy_;  // of its epochs
};

}  // namespace nanonas::cli
