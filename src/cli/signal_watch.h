// SPDX-License-Identifier: MIT
#pragma once

#include <signal.h>

namespace nanonas::cli {

// While one lives, SIGINT and SIGTERM ask the work to stop; without any they end the process, as usual. A
// second one ends it at once, with the exit code of an interruption.
class SignalWatch {
  public:
    SignalWatch();
    ~SignalWatch();
    SignalWatch(const SignalWatch&) = delete;
    SignalWatch& operator=(const SignalWatch&) = delete;

  private:
    struct sigaction interrupt_ {
    }, terminate_{};  // as they were before
};
bool stop_signalled();  // since the process began

constexpr int interrupted_exit_code = 130;

}  // namespace nanonas::cli
