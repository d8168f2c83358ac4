// SPDX-License-Identifier: MIT
// The search's memory in a run folder. journal.jsonl: what was decided, in order, a JSON object a line.
// ahead.jsonl: evaluations that were finished before they were needed. A line is of the trial that k and c
// stand for in the run's space; one of another trial (longer, say) has its text as `name` too.
#pragma once

#include <filesystem>
#include <vector>

#include "folder/line_file.h"
#include "nanonas/search.h"

namespace nanonas {

class Journal {
  public:
    // Opens or creates both files.
    static Result<Journal> open(const std::filesystem::path& journal, const std::filesystem::path& speculated,
                                const SearchSpace& space);

    // What earlier sessions evaluated.
    const std::vector<KnownEvaluation>& known() const { return known_; }

    int speculative() const { return speculative_; }  // evaluations that were, of all sessions

    // Writes the next decision down, unless an earlier session did; an error if that one decided otherwise.
    Result<void> decided(const Candidate& candidate);
    Result<void> speculated(const Trial& trial, const Evaluation& evaluation);

  private:
    Journal(LineFile journal, LineFile speculated, const SearchSpace& space);
    LineFile journal_, speculated_;
    const SearchSpace space_;
    std::vector<KnownEvaluation> known_;
    std::size_t decisions_ = 0;  // in this session
    int speculative_ = 0;
};

}  // namespace nanonas
