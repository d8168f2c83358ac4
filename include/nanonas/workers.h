// SPDX-License-Identifier: MIT
/// @file
/// Jobs for other processes, perhaps on other machines. A job is the evaluation of a candidate or a whole
/// run. Jobs and results travel as text, so that a transport such as MPI need not know what they mean.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "nanonas/progress.h"
#include "nanonas/result.h"
#include "nanonas/run_settings.h"

namespace nanonas {

/// The processes that take jobs, as seen by the one that gives them out.
class Workers {
  public:
    virtual ~Workers() = default;

    /// How much of a worker a job keeps busy.
    enum class Share {
        thread,   ///< one of its threads
        process,  ///< the whole process
    };
    /// How many jobs of this share all workers together can do at once.
    virtual int capacity(Share share) const = 0;
    /// Has each worker use so many threads from now on, instead of all its cores.
    virtual void limit_threads(int threads) = 0;

    /// Has a worker do a job and returns the job's result or error. When `progress` asks to stop, the worker
    /// is asked to stop too, and the call returns ErrorKind::interrupted without waiting for it. Any number
    /// of threads may call; a call beyond the capacity waits until a worker is free.
    virtual Result<std::string> perform(std::string_view job, Share share, Progress& progress) = 0;
};

/// Does the jobs in a worker's process. It keeps the pictures of the last search open, because the next job
/// usually needs them again.
class Worker {
  public:
    Worker();
    ~Worker();
    /// Does one job. Several threads may call at once for jobs of Share::thread.
    Result<std::string> perform(std::string_view job, Progress& progress);

  private:
    struct OpenPictures;
    std::unique_ptr<OpenPictures> open_;
};

}  // namespace nanonas
