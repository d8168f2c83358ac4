// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string_view>

#include "nanonas/run_record.h"

namespace nanonas {

// A line of journal.jsonl as much as it makes sense; none if it does not name a candidate.
std::optional<DecidedCandidate> parse_candidate(std::string_view line);

}  // namespace nanonas
