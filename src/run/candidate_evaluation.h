// SPDX-License-Identifier: MIT
#pragma once

#include <mutex>

#include "nanonas/crew.h"
#include "nanonas/search.h"
#include "model/run_pictures.h"

namespace nanonas {

// Trains and validates one candidate on one thread, with the seed that is its own.
Result<Evaluation> evaluate_candidate(const Architecture& candidate, std::uint64_t seed,
                                      const RunSettings& settings, const RunPictures& pictures,
                                      Progress& progress);

// A search's candidates, evaluated on this process' threads and, when these are busy, by the crew. Who does
// it makes no difference to the result. Borrows everything.
class CandidateEvaluation {
  public:
    CandidateEvaluation(const RunSettings& settings, const RunPictures& pictures, std::string fingerprint,
                        Crew* crew);

    int at_once() const;  // candidates
    Result<Evaluation> operator()(const Architecture& candidate, std::uint64_t seed, Progress& progress);

  private:
    bool take_thread();
    void give_back_thread();

    const RunSettings& settings_;
    const RunPictures& pictures_;
    const std::string fingerprint_;
    Crew* const crew_;
    std::mutex mutex_;
    int free_threads_;
};

}  // namespace nanonas
