// SPDX-License-Identifier: MIT
// The search's memory in a run folder. journal.jsonl: what was decided, in Algorithm 1's order, a JSON object
// a line. ahead.jsonl: evaluations that were finished before they were needed.
#pragma once

#include <filesystem>
#include <vector>

#include "nanonas/search.h"
#include "folder/line_file.h"

namespace nanonas {

class Journal {
  public:
    // Opens or creates both files.
    static Result<Journal> open(const std::filesystem::path& journal, const std::filesystem::path& ahead);

    // What earlier sessions evaluated.
    const std::vector<KnownEvaluation>& known() const { return known_; }

    int evaluations_ahead() const { return evaluations_ahead_; }  // of all sessions

    // Writes the next decision down, unless an earlier session did; an error if that one decided otherwise.
    Result<void> decided(const Candidate& candidate);
    Result<void> evaluated_ahead(const Architecture& architecture, const Evaluation& evaluation);

  private:
    Journal(LineFile journal, LineFile ahead);
    LineFile journal_, ahead_;
    std::vector<KnownEvaluation> known_;
    std::size_t decisions_ = 0;  // in this session
    int evaluations_ahead_ = 0;
};

}  // namespace nanonas
