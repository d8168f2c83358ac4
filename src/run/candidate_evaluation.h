// SPDX-License-Identifier: MIT
#pragma once

#include <mutex>

#include "model/run_pictures.h"
#include "nanonas/search.h"
#include "nanonas/training.h"
#include "nanonas/workers.h"

namespace nanonas {

// Trains and validates as the trial says, on one thread; `epochs`, if any, hears of its training. A trial
// with fewer pictures than there are has those that come first in an order drawn with the run's seed, so that
// larger trials contain smaller ones.
Result<Evaluation> evaluate_trial(const Trial& trial, const RunSettings& settings,
                                  const RunPictures& pictures, Progress& progress,
                                  TrainingObserver* epochs = nullptr);

// A search's trials, evaluated on this process' threads and, when these are busy, by the workers. Who does
// it makes no difference to the result. Borrows everything.
class CandidateEvaluation {
  public:
    CandidateEvaluation(const RunSettings& settings, const RunPictures& pictures, std::string fingerprint,
                        Workers* workers);

    int at_once() const;  // trials
    // Of what other processes do, `epochs` hears nothing.
    Result<Evaluation> operator()(const Trial& trial, Progress& progress, TrainingObserver& epochs);

  private:
    bool take_thread();
    void give_back_thread();

    const RunSettings& settings_;
    const RunPictures& pictures_;
    const std::string fingerprint_;
    Workers* const workers_;
    std::mutex mutex_;
    int free_threads_;
};

}  // namespace nanonas
