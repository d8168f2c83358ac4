// SPDX-License-Identifier: MIT
#include "cli/terminal.h"

#include <fmt/format.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <vector>

#include "base/shell_word.h"

namespace nanonas::cli {
namespace {

constexpr auto shortest_interval = std::chrono::milliseconds(50);  // between two changes of the line

std::atomic<bool> stop{false};
static_assert(std::atomic<bool>::is_always_lock_free);

std::vector<std::string>& command_line() {
    static std::vector<std::string> words;
    return words;
}

std::size_t terminal_width() {
    winsize size{};
    return ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

std::string line_of(const ProgressUpdate& now) {
    std::string line = fmt::format("{:<8}", now.stage);
    if (now.total > 0) {
        line += fmt::format(" {}/{}", now.done, now.total);
    } else if (now.done > 0) {
        line += fmt::format(" {}", now.done);
    }
    if (!now.detail.empty()) line += fmt::format("  {}", now.detail);
    return line;
}

}  // namespace

bool colours(int descriptor) {
    const char* none = std::getenv("NO_COLOR");
    const char* term = std::getenv("TERM");
    return ::isatty(descriptor) && !(none && *none) && !(term && std::string_view(term) == "dumb");
}

void print_error(std::string_view sentence) {
    const char* format = colours(STDERR_FILENO) ? "\033[1;31mnanonas:\033[0m {}\n" : "nanonas: {}\n";
    fmt::print(stderr, fmt::runtime(format), sentence);
}

void print_hint(std::string_view sentence, bool quiet) {
    if (!quiet) fmt::print(stderr, "{}\n", sentence);
}

void watch_signals() {
    struct sigaction action {};
    action.sa_handler = [](int) { stop = true; };
    action.sa_flags = SA_RESETHAND | SA_RESTART;
    ::sigaction(SIGINT, &action, nullptr);
    ::sigaction(SIGTERM, &action, nullptr);
}

void remember_command(int argc, char** argv) {
    command_line().assign(argv, argv + argc);
}

std::string resume_command() {
    std::string text;
    bool resumes = false;
    for (const std::string& word : command_line()) {
        if (word == "--force") continue;
        resumes = resumes || word == "--resume";
        text += fmt::format("{}{}", text.empty() ? "" : " ", shell_word(word));
    }
    return resumes ? text : fmt::format("{} --resume", text);
}

TerminalProgress::TerminalProgress(bool quiet) : quiet_(quiet), terminal_(::isatty(STDERR_FILENO)) {}

TerminalProgress::~TerminalProgress() {
    clear();
}

void TerminalProgress::update(const ProgressUpdate& now) {
    if (quiet_) return;
    const bool new_stage = now.stage != stage_, last = now.total > 0 && now.done == now.total;
    stage_ = now.stage;
    if (!terminal_) {
        // Each decision of the search, each run of a study, and otherwise the beginning and the end of a
        // stage.
        if (new_stage || last || now.stage == "search" || now.stage == "study")
            fmt::print(stderr, "{}\n", line_of(now));
        return;
    }
    const auto time = std::chrono::steady_clock::now();
    if (!new_stage && !last && time - shown_ < shortest_interval) return;
    shown_ = time;
    clear();
    fmt::print(stderr, "{}", line_of(now).substr(0, terminal_width() - 1));
    std::fflush(stderr);
    line_shown_ = true;
}

void TerminalProgress::note(std::string_view sentence) {
    if (quiet_) return;
    clear();
    fmt::print(stderr, "{}\n", sentence);
}

bool TerminalProgress::stop_requested() const {
    return stop;
}

void TerminalProgress::clear() {
    if (line_shown_) fmt::print(stderr, "\r\033[K");
    line_shown_ = false;
}

}  // namespace nanonas::cli
