// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "nanonas/run_settings.h"

namespace nanonas::cli {

// A sentence that says what the settings' Flash and RAM are of.
std::string runtime_text(const RunSettings& settings);

}  // namespace nanonas::cli
