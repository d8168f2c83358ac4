// SPDX-License-Identifier: MIT
// What goes to standard error: progress, notes, errors; and the signals that a terminal sends.
#pragma once

#include <chrono>
#include <filesystem>
#include <mutex>
#include <string>
#include <string_view>

#include "nanonas/progress.h"

namespace nanonas::cli {

// Whether standard output or error is a terminal that may show colours (NO_COLOR is respected).
bool colours(int descriptor);

void print_error(std::string_view sentence);
// A hint for a person, such as the next command; left out if quiet.
void print_hint(std::string_view sentence, bool quiet);

// SIGINT and SIGTERM ask the work to stop; a second one ends it at once.
void watch_signals();

// The command line as typed, for "go on with: …".
void remember_command(int argc, char** argv);
std::string resume_command();

// A line that is overwritten on a terminal, plain lines elsewhere.
class TerminalProgress : public Progress {
  public:
    explicit TerminalProgress(bool quiet);
    ~TerminalProgress() override;

    void update(const ProgressUpdate& now) override;
    void note(std::string_view sentence) override;
    bool stop_requested() const override;

  private:
    void clear();

    const bool quiet_, terminal_;
    bool line_shown_ = false;
    std::string stage_;
    std::chrono::steady_clock::time_point shown_{};
};

}  // namespace nanonas::cli
