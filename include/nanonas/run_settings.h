// SPDX-License-Identifier: MIT
// Everything that decides what a run gives, with the defaults of the command line. Each setting has one name
// everywhere: val_split here and in run.toml, --val-split on the command line.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "nanonas/memory.h"
#include "nanonas/pictures.h"
#include "nanonas/result.h"
#include "nanonas/search.h"
#include "nanonas/training.h"

namespace nanonas {

enum class RecipeName { standard, reference, evaluation };  // "default", "reference", "evaluation"
enum class EvaluationName { standard, reference };          // "default", "reference"
enum class Strategy { occam };                              // Algorithm 1

struct RunSettings {
    // What to learn from.
    std::filesystem::path pictures;  // a folder with a subfolder a class; empty: the sample set
    std::filesystem::path test;      // the same for the test; empty: none
    InputShape input;
    double val_split = 0.3;
    Resize resize = Resize::tensorflow;
    bool ignore_orientation = false;
    bool skip_unreadable = false;

    // What must fit. Limits go over those of the target; with neither, the target is default_target.
    std::string target;
    std::filesystem::path targets;  // a file with more targets; empty: the built-in ones alone
    std::optional<std::int64_t> max_ram, max_flash, max_macc;
    std::int64_t reserve_ram = 0, reserve_flash = 0;  // bytes kept free for the user's firmware
    Runtime runtime = Runtime::tflm;                  // whose RAM and Flash the limits bound
    MaccCount macc = MaccCount::exact;
    ArenaModel arena = ArenaModel::bits64;

    // How to find it.
    Variant variant = Variant::current;
    Strategy strategy = Strategy::occam;
    EvaluationName evaluation = EvaluationName::standard;
    std::optional<FixedPoint> arch;  // this network instead of a search
    std::vector<FixedPoint> only;    // these candidates in this order instead of Algorithm 1

    // How to train it; a number given here goes over that of the recipe.
    RecipeName recipe = RecipeName::standard;
    std::optional<int> epochs, batch;
    std::optional<double> learning_rate;
    Math math = Math::exact;  // of the search as well; fast gives the same bits on CPUs alike only

    std::uint64_t seed = 0;  // at most 2^63 - 1, for TOML has no larger numbers

    // What changes speed and memory, but no result.
    std::optional<int> threads;   // none: all cores
    std::filesystem::path cache;  // empty: $XDG_CACHE_HOME/nanonas or ~/.cache/nanonas
    bool verify_cache = false;
    std::int64_t max_memory = 0;  // bytes in flight while decoding; 0: as the design has it
};

inline constexpr std::string_view default_target = "STM32L010RBT6";

// Variant current, and evaluation, recipe and MACC as the reference implementation has them.
void use_reference(RunSettings& settings);

// Whether the settings make sense by themselves, without a look at pictures: one sentence about the first
// that does not.
Result<void> check(const RunSettings& settings);

// The target's limits, those given instead, less the reserves.
Result<Limits> limits_of(const RunSettings& settings);
CostOptions cost_options(const RunSettings& settings);

// The target whose limits hold; empty if only limits are given.
std::string target_name(const RunSettings& settings);

// The core of that target; empty if there is none.
std::string target_core(const RunSettings& settings);

// Paths that hold in another working folder too.
RunSettings with_absolute_paths(RunSettings settings);

TrainingRecipe evaluation_recipe(const RunSettings& settings);
TrainingRecipe training_recipe(const RunSettings& settings);
int thread_count(const RunSettings& settings);

// A file of candidates, "K,C" a line; blank lines and what follows a # don't count. `file` is what errors
// call it. Errors: usage, with the line.
Result<std::vector<FixedPoint>> parse_candidates(std::string_view text, std::string_view file);

// Sets one by its name from text, as in ("input", "50x50x3") or ("max_ram", "20KiB"). The error speaks of the
// value; where it stood is for the caller to say.
Result<void> apply_setting(std::string_view name, std::string_view value, RunSettings& settings);

// One `name = value` a line; what has no value is left out.
std::string to_toml(const RunSettings& settings);

// Sets what `text` has and leaves the rest as it is; `file` is what errors call it. An unknown name or a
// value of the wrong kind is a usage error. `version` and `fingerprint`, which a run adds, are no settings.
Result<void> apply_toml(std::string_view text, std::string_view file, RunSettings& settings);

struct SettingText {
    std::string_view name;
    std::string text;      // what apply_setting reads; empty: no value
    bool decides_results;  // or only speed and memory
};
// Every setting, in the order of run.toml.
std::vector<SettingText> setting_texts(const RunSettings& settings);

// The name of the first setting that decides results and differs; empty if there is none.
std::string first_difference(const RunSettings& a, const RunSettings& b);

}  // namespace nanonas
