// SPDX-License-Identifier: MIT
#pragma once

#include "nanonas/study.h"

namespace nanonas {

// study.toml: the lists, and the settings that all runs share.
std::string study_toml(const StudySettings& study);
Result<StudySettings> parse_study_toml(std::string_view text, std::string_view file);

}  // namespace nanonas
