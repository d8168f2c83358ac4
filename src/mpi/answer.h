// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "nanonas/result.h"

namespace nanonas::mpi {

// A job's result or its error as the text that a worker sends.
std::string to_text(const Result<std::string>& answer);
Result<std::string> parse_answer(const std::string& text);

}  // namespace nanonas::mpi
