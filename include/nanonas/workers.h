// SPDX-License-Identifier: MIT
/// @file
/// Whole jobs for other processes, perhaps on other machines: evaluating a candidate, or a whole run. A job
/// and what it gives are texts, so that who carries them need know nothing of nanonas.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "nanonas/progress.h"
#include "nanonas/result.h"
#include "nanonas/run_settings.h"

namespace nanonas {

/// The other processes as the one that leads sees them.
class Workers {
  public:
    virtual ~Workers() = default;

    /// What of a worker a job keeps busy.
    enum class Share {
        thread,   ///< one thread of it
        process,  ///< all of it
    };
    /// How many jobs of this share the workers can do at once, all together.
    virtual int capacity(Share share) const = 0;
    /// The threads of each worker from now on, instead of all its cores.
    virtual void limit_threads(int threads) = 0;

    /// Has a worker do a job and waits for its result, which may be the job's error. When progress asks to
    /// stop, so is the worker asked, and the result is ErrorKind::interrupted at once. From any number of
    /// threads; those above the capacity wait.
    virtual Result<std::string> perform(std::string_view job, Share share, Progress& progress) = 0;
};

/// What does the jobs in a worker's process. Keeps the pictures of the last search open.
class Worker {
  public:
    Worker();
    ~Worker();
    /// From any number of threads at once, for jobs of Share::thread.
    Result<std::string> perform(std::string_view job, Progress& progress);

  private:
    struct OpenPictures;
    std::unique_ptr<OpenPictures> open_;
};

}  // namespace nanonas
