// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "nanonas/survey.h"

namespace nanonas {

// What of a survey would waste the time of a training, the gravest first.
std::vector<std::string> survey_warnings(const PictureSurvey& survey, const InputShape& input);

}  // namespace nanonas
