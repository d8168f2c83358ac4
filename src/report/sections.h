// SPDX-License-Identifier: MIT
// The parts of a report on one run, in the order of the page. Each gives an empty Markup where the run has
// nothing for it.
#pragma once

#include <span>

#include "nanonas/inspect.h"
#include "nanonas/run_record.h"
#include "report/parts.h"

namespace nanonas {

// What was asked and found, in words and figures.
Markup headline(const RunRecord& run);
Markup key_figures(const RunRecord& run);
Markup asked_and_found(const RunRecord& run);

// The pictures: how many of each class, and what they look like.
Markup picture_counts(const ShownPictures& seen);
Markup contact_sheet(const ShownPictures& seen);

// The search.
Markup search_plane(const RunRecord& run);
Markup trade_offs(const RunRecord& run);  // accuracy against MACC, RAM and Flash
Markup candidate_table(const RunRecord& run);

// The training.
Markup training_curve(const RunRecord& run);
Markup training_recipe_card(const RunRecord& run);
Markup candidate_curves(const RunRecord& run);

// The test.
Markup confusion_matrix(const ShownPictures& seen);
Markup frequent_confusions(const ShownPictures& seen);
Markup worst_mistakes(const ShownPictures& seen);

// The memory.
Markup arena_layout(const RunRecord& run, const Inspection& inspection);
Markup ring_layout(const RunRecord& run);
Markup flash_by_layer(const Inspection& inspection);

Markup verification(const RunRecord& run);

// How it is repeated.
Markup repeat(const RunRecord& run);
Markup every_setting(const RunSettings& settings, std::span<const std::string_view> without);  // a list
// The pictures and, of what decides results, all that differs from the defaults: " pictures --seed 1".
std::string settings_as_options(const RunSettings& settings, std::span<const std::string_view> without);

}  // namespace nanonas
