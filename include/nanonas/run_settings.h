// SPDX-License-Identifier: MIT
/// @file
/// Everything that decides what a run gives, with the defaults of the command line. Each setting has one name
/// everywhere: val_split here and in run.toml, --val-split on the command line.
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
#include "nanonas/strategy.h"
#include "nanonas/training.h"

namespace nanonas {

/// The final training: default_recipe(), reference_recipe(), evaluation_recipe().
enum class RecipeName {
    standard,    ///< "default"
    reference,   ///< "reference"
    evaluation,  ///< "evaluation"
};
/// How a candidate is judged: evaluation_recipe(), reference_evaluation_recipe().
enum class EvaluationName {
    standard,   ///< "default"
    reference,  ///< "reference"
};
/// Whether the final training mirrors pictures at random.
enum class Mirror {
    yes,  ///< "yes"
    no,   ///< "no": left and right mean something
};
/// How candidates are chosen: one of strategies() that takes no list.
struct StrategyName {
    std::string_view text = strategies().front().name;     ///< of the table
    bool operator==(const StrategyName&) const = default;  ///< whether both name the same
};

/// All settings of a run.
struct RunSettings {
    /// @name What to learn from
    /// @{
    std::filesystem::path pictures;      ///< a folder with a subfolder a class; empty: the sample set
    std::filesystem::path test;          ///< the same for the test; empty: none
    InputShape input;                    ///< of the network
    double val_split = 0.3;              ///< share of the pictures to validate with
    std::optional<double> test_split;    ///< share of the pictures to test with, where there is no `test`
    Resize resize = Resize::tensorflow;  ///< filter
    bool ignore_orientation = false;     ///< leave EXIF orientation out
    bool skip_unreadable = false;        ///< go on without pictures that can't be read
    /// @}

    /// @name What must fit
    /// Limits go over those of the target; with neither, the target is default_target.
    /// @{
    std::string target;                     ///< a part's or board's name; may be empty
    std::filesystem::path targets;          ///< a file with more targets; empty: the built-in ones alone
    std::optional<std::int64_t> max_ram;    ///< bytes
    std::optional<std::int64_t> max_flash;  ///< bytes
    std::optional<std::int64_t> max_macc;   ///< multiply-accumulates of one inference
    std::optional<double> max_ms;           ///< milliseconds of one inference, with Runtime::c
    std::int64_t reserve_ram = 0;           ///< bytes kept free for the user's firmware
    std::int64_t reserve_flash = 0;         ///< likewise
    Runtime runtime = Runtime::c;           ///< whose RAM and Flash the limits bound
    MaccCount macc = MaccCount::exact;      ///< what max_macc counts
    std::optional<ArenaModel> arena;        ///< which arena is the RAM of Runtime::tflm; none: of 32 bits
    /// @}

    /// @name How to find it
    /// @{
    Family family = Family::current;                       ///< of the search space
    StrategyName strategy;                                 ///< of the search
    EvaluationName evaluation = EvaluationName::standard;  ///< of a candidate
    std::optional<PlanePoint> arch;                        ///< this network instead of a search
    std::vector<PlanePoint> only;  ///< these candidates in this order instead of the strategy's
    /// @}

    /// @name How to train it
    /// A number given here goes over that of the recipe.
    /// @{
    RecipeName recipe = RecipeName::standard;  ///< of the final training
    std::optional<int> epochs;                 ///< times through the training pictures
    std::optional<int> batch;                  ///< pictures a step
    std::optional<double> learning_rate;       ///< of Adam, at its highest
    std::optional<Mirror> mirror;              ///< mirroring of pictures
    bool balance = false;                      ///< weigh classes by how few pictures they have
    Math math = Math::exact;  ///< of the search as well; fast gives the same bits on CPUs alike only

    std::uint64_t seed = 0;  ///< of all random numbers; at most 2^63 - 1, for TOML has no larger numbers
    /// @}

    /// @name What changes speed and memory, but no result
    /// @{
    std::optional<int> threads;   ///< none: all cores
    std::filesystem::path cache;  ///< empty: $XDG_CACHE_HOME/nanonas or ~/.cache/nanonas
    bool verify_cache = false;    ///< reread the cache and compare its checksum before use
    std::int64_t max_memory = 0;  ///< bytes in flight while decoding; 0: 8 MiB
    /// @}
};

/// The part that networks must fit if nothing else is said.
inline constexpr std::string_view default_target = "STM32L010RBT6";

/// The core that Runtime::c is counted on where only limits are given.
inline constexpr std::string_view default_core = "Cortex-M0+";

/// Family current, Runtime::tflm with the arena of 64 bits, and evaluation, recipe and MACC as the reference
/// implementation has them.
void use_reference(RunSettings& settings);

/// Whether a number of threads makes sense; none: all cores.
Result<void> check_threads(const std::optional<int>& threads);

/// The target whose limits hold, as it was written; empty if only limits are given.
std::string target_name(const RunSettings& settings);

/// Paths that hold in another working folder too.
RunSettings with_absolute_paths(RunSettings settings);

/// How the settings judge a candidate.
TrainingRecipe evaluation_recipe(const RunSettings& settings);
/// How the settings train in the end.
TrainingRecipe training_recipe(const RunSettings& settings);
/// `threads`, or as many as the process may use cores.
int thread_count(const RunSettings& settings);

/// A file of candidates, "K,C" a line; blank lines and what follows a # don't count. `file` is what errors
/// call it. Errors: usage, with the line.
Result<std::vector<PlanePoint>> parse_candidates(std::string_view text, std::string_view file);

/// Sets one by its name from text, as in ("input", "50x50x3") or ("max_ram", "20KiB"). The error speaks of
/// the value; where it stood is for the caller to say.
Result<void> apply_setting(std::string_view name, std::string_view value, RunSettings& settings);

/// One `name = value` a line; what has no value is left out.
std::string to_toml(const RunSettings& settings);

/// Sets what `text` has and leaves the rest as it is; `file` is what errors call it. An unknown name or a
/// value of the wrong kind is a usage error. `version`, `fingerprint` and `core`, which a run adds, are no
/// settings. A run that names no runtime was begun when there was none but TensorFlow Lite Micro.
Result<void> apply_toml(std::string_view text, std::string_view file, RunSettings& settings);

/// A setting as text.
struct SettingText {
    std::string_view name;  ///< as in run.toml
    std::string text;       ///< what apply_setting reads; empty: no value
    bool decides_results;   ///< or only speed and memory
};
/// Every setting, in the order of run.toml.
std::vector<SettingText> setting_texts(const RunSettings& settings);

/// One setting with two values, as apply_setting reads them; empty: no value.
struct SettingDifference {
    std::string name;  ///< as in run.toml
    std::string a;     ///< its value in one
    std::string b;     ///< its value in the other
};
/// The first setting that decides results and differs, if there is one.
std::optional<SettingDifference> first_difference(const RunSettings& a, const RunSettings& b);

}  // namespace nanonas
