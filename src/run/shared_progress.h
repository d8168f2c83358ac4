// SPDX-License-Identifier: MIT
#pragma once

#include <mutex>

#include "nanonas/progress.h"

namespace nanonas {

// The user's progress for several threads at once: one call waits for the other. Borrows the user's.
class SharedProgress : public Progress {
  public:
    explicit SharedProgress(Progress& user) : user_(user) {}

    void update(const ProgressUpdate& now) override {
        const std::lock_guard lock(mutex_);
        user_.update(now);
    }
    void note(std::string_view sentence) override {
        const std::lock_guard lock(mutex_);
        user_.note(sentence);
    }
    bool stop_requested() const override { return user_.stop_requested(); }

  private:
    Progress& user_;
    std::mutex mutex_;
};

}  // namespace nanonas
