// SPDX-License-Identifier: MIT
#include "cli/signal_watch.h"

#include <unistd.h>

#include <atomic>

namespace nanonas::cli {
namespace {

std::atomic<int> signals{0};      // taken so far
std::atomic<bool> screen{false};  // whether lines on a terminal may have to be left behind
static_assert(std::atomic<int>::is_always_lock_free && std::atomic<bool>::is_always_lock_free);

// Nothing but calls that are safe in a signal's handler.
void take_signal(int) {
    if (signals.fetch_add(1) == 0) return;
    const ssize_t written = screen ? ::write(STDERR_FILENO, "\n", 1) : 0;
    static_cast<void>(written);  // a terminal that is gone needs no new line
    ::_exit(interrupted_exit_code);
}

}  // namespace

SignalWatch::SignalWatch() {
    screen = ::isatty(STDERR_FILENO) != 0;
    struct sigaction action {};
    action.sa_handler = take_signal;
    action.sa_flags = SA_RESTART;
    ::sigaction(SIGINT, &action, &interrupt_);
    ::sigaction(SIGTERM, &action, &terminate_);
}

// Once one was taken, a second has to find its way here still.
SignalWatch::~SignalWatch() {
    if (stop_signalled()) return;
    ::sigaction(SIGINT, &interrupt_, nullptr);
    ::sigaction(SIGTERM, &terminate_, nullptr);
}

bool stop_signalled() {
    return signals > 0;
}

}  // namespace nanonas::cli
