// SPDX-License-Identifier: MIT
// result.json and the lines of journal.jsonl, read leniently: what is missing or of another kind stays none.
#pragma once

#include <optional>
#include <string_view>

#include "report/run_files.h"

namespace nanonas {

// False if the text is no JSON object.
bool parse_result_file(std::string_view text, RunFiles& run);

// None if the line does not name a candidate.
std::optional<DecidedCandidate> parse_candidate(std::string_view line);

}  // namespace nanonas
