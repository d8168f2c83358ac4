// SPDX-License-Identifier: MIT
// What a study is for: the mean and the spread over the seeds of each group of runs.
#pragma once

#include "nanonas/study.h"
#include "report/parts.h"

namespace nanonas {

// A group in words: of target, input and variant those in which the groups differ; of a single one its
// target.
std::vector<std::string> group_titles(const std::vector<StudyGroup>& groups);

// Of int8 networks on test pictures, or of float networks on validation pictures.
StudyFigure study_accuracy(bool tested);

std::string plus_minus(const Spread& spread);  // "71.2 % ± 0.8 %" of an accuracy

// A column a group: its networks, and the mean and spread of every figure.
Markup spread_table(const std::vector<StudyGroup>& groups);

// Each run's accuracy on a line for its group, with the group's mean and deviation.
Markup spread_drawing(const std::vector<StudyGroup>& groups, bool tested);

}  // namespace nanonas
