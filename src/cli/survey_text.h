// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "nanonas/survey.h"

namespace nanonas::cli {

std::string to_text(const PictureSurvey& survey);
std::string to_json(const PictureSurvey& survey);

}  // namespace nanonas::cli
