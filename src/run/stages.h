// SPDX-License-Identifier: MIT
// The stages of a run as functions of plain values; the session decides which of them are still to do.
#pragma once

#include "folder/journal.h"
#include "folder/training_file.h"
#include "model/run_pictures.h"
#include "nanonas/quantize.h"
#include "nanonas/run_settings.h"
#include "nanonas/search.h"
#include "run/candidate_evaluation.h"

namespace nanonas {

SearchSpace search_space(const RunSettings& settings, int classes);

// The settings' strategy over these pictures, written into the journal if there is one.
Result<SearchResult> search_stage(const SearchSpace& space, const RunSettings& settings, const Limits& limits,
                                  CandidateEvaluation& evaluation, Journal* journal, Progress& progress,
                                  SearchObserver* observer);

Result<Training> train_stage(const Architecture& architecture, const RunSettings& settings,
                             const RunPictures& pictures, Progress& progress, TrainingObserver* observer);

// Calibrates over some training pictures, drawn with the run's seed.
Result<Graph> quantize_stage(const FloatNetwork& network, const RunSettings& settings,
                             const RunPictures& pictures);

}  // namespace nanonas
