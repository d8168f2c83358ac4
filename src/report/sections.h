// SPDX-License-Identifier: MIT
// The parts of a report on one run, in the order of the page. Each gives an empty Markup where the run has
// nothing for it.
#pragma once

#include <span>

#include "nanonas/inspect.h"
#include "report/looked_at.h"
#include "report/parts.h"
#include "report/run_files.h"

namespace nanonas {

// What was asked and found, in words and figures.
Markup headline(const RunFiles& run);
Markup key_figures(const RunFiles& run);
Markup asked_and_found(const RunFiles& run);

// The pictures: how many of each class, and what they look like.
Markup picture_counts(const LookedAt& seen);
Markup contact_sheet(const LookedAt& seen);

// The search.
Markup search_plane(const RunFiles& run);
Markup trade_offs(const RunFiles& run);  // accuracy against MACC, RAM and Flash
Markup candidate_table(const RunFiles& run);

// The training.
Markup training_curve(const RunFiles& run);
Markup training_recipe_card(const RunFiles& run);
Markup candidate_curves(const RunFiles& run);

// The test.
Markup confusion_matrix(const LookedAt& seen);
Markup frequent_confusions(const LookedAt& seen);
Markup worst_mistakes(const LookedAt& seen);

// The memory.
Markup arena_layout(const RunFiles& run, const Inspection& inspection);
Markup ring_layout(const RunFiles& run);
Markup flash_by_layer(const Inspection& inspection);

Markup verification(const RunFiles& run);

// How it is repeated.
Markup repeat(const RunFiles& run);
Markup every_setting(const RunSettings& settings, std::span<const std::string_view> without);  // a list
// The pictures and, of what decides results, all that differs from the defaults: " pictures --seed 1".
std::string settings_as_options(const RunSettings& settings, std::span<const std::string_view> without);

}  // namespace nanonas
