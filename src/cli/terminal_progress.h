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
#include "nanonas/run.h"

namespace nanonas::cli {

// The least time between two changes of the screen of what is constructed later. Tests show every change, or
// none but the beginnings of stages, so that what they see is the same on any machine.
void set_shortest_interval(std::chrono::milliseconds interval);

class TerminalProgress : public Progress, public RunObserver {
  public:
    // Quiet shows nothing; verbose shows plain lines, also of each epoch, on a terminal too.
    explicit TerminalProgress(bool quiet, bool verbose = false);
    ~TerminalProgress() override;

    void update(const ProgressUpdate& now) override;
    void note(std::string_view sentence) override;
    bool stop_requested() const override;

    void trial_begun(const Trial& trial, int epochs) override;
    void trial_epoch(const Trial& trial, int epoch, int epochs, double val_accuracy) override;
    void trial_abandoned(const Trial& trial) override;
    void trial_decided(const Candidate& candidate) override;
    void training_begun(const Architecture& network, int epochs) override;
    void training_epoch(const Architecture& network, int epoch, int epochs, double val_accuracy) override;

  private:
    using Clock = std::chrono::steady_clock;

    bool begin_stage(std::string_view stage);
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
    std::string network_;               // of the final training
    int epochs_ = 0;                    // of it
    std::vector<double> val_accuracy_;  // of those that are finished
};

}  // namespace nanonas::cli
