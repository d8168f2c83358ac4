// SPDX-License-Identifier: MIT
// What settings mean: limits, recipes, and whether they make sense.
#include "nanonas/run_plan.h"

#include <algorithm>

#include "base/plain_text.h"
#include "nanonas/c_time.h"
#include "nanonas/target_file.h"
#include "nanonas/thread_pool.h"

namespace nanonas {
namespace {

constexpr int most_threads = 1024;

// Whether limits without a target were given: then they alone hold.
bool limits_alone(const RunSettings& settings) {
    return settings.target.empty() && (settings.max_ram || settings.max_flash || settings.max_macc);
}

Result<void> take_reserve(std::optional<std::int64_t>& limit, std::int64_t reserve, const char* what) {
    if (reserve == 0) return {};
    if (!limit) {
        return usage_error("{} can't be reserved without a limit; name a target or give its size.", what);
    }
    if (reserve < 0 || reserve >= *limit) {
        return usage_error("A reserve of {} bytes leaves no {} of {} bytes for a network.", reserve, what,
                           *limit);
    }
    *limit -= reserve;
    return {};
}

Result<void> check_training(const RunSettings& settings) {
    if (settings.epochs && (*settings.epochs < 1 || *settings.epochs > 100000)) {
        return usage_error("Training for {} epochs makes no sense; use 1 to 100000.", *settings.epochs);
    }
    if (settings.batch && (*settings.batch < 1 || *settings.batch > 65536)) {
        return usage_error("A batch of {} pictures makes no sense; use 1 to 65536.", *settings.batch);
    }
    if (settings.learning_rate && !(*settings.learning_rate > 0 && *settings.learning_rate <= 10)) {
        return usage_error("A learning rate of {} makes no sense; use one above 0, such as 0.001.",
                           *settings.learning_rate);
    }
    return {};
}

Result<void> check_test_split(const RunSettings& settings) {
    if (!settings.test_split) return {};
    if (!(*settings.test_split > 0 && *settings.test_split < 1)) {
        return usage_error("A test share of {} makes no sense; it lies between 0 and 1, such as 0.2.",
                           *settings.test_split);
    }
    if (!settings.test.empty())
        return usage_error("A test folder and a test share (--test-split) exclude each other.");
    if (settings.pictures.empty())
        return usage_error("The sample set has test pictures of its own; leave --test-split out.");
    return {};
}

// TOML and JSON, in which settings are kept, are UTF-8; the names of files need not be.
Result<void> check_texts(const RunSettings& settings) {
    for (const SettingText& setting : setting_texts(settings)) {
        std::uint32_t code_point = 0;
        std::size_t length = 0;
        for (std::string_view left = setting.text; !left.empty(); left.remove_prefix(length)) {
            length = utf8_sequence(left, code_point);
            if (length != 0) continue;
            return usage_error("{}: \"{}\" is not UTF-8, so run.toml can't keep it; rename it or link to it.",
                               setting.name, plain_name(setting.text));
        }
    }
    return {};
}

Result<void> check_values(const RunSettings& settings) {
    NANONAS_TRY_VOID(check_texts(settings));
    NANONAS_TRY_VOID(check_input_shape(settings.input));
    if (!(settings.val_split > 0 && settings.val_split < 1)) {
        return usage_error("A validation share of {} makes no sense; it lies between 0 and 1, such as 0.3.",
                           settings.val_split);
    }
    NANONAS_TRY_VOID(check_test_split(settings));
    NANONAS_TRY_VOID(check_threads(settings.threads));
    if (settings.max_memory < 0) {
        return usage_error("A memory limit of {} bytes makes no sense.", settings.max_memory);
    }
    if (settings.pictures.empty() && !settings.test.empty()) {
        return usage_error("A test folder needs a folder of training pictures beside it.");
    }
    if (settings.arch) {
        const Architecture fixed{settings.family, settings.arch->k, settings.arch->c, settings.input, 2};
        NANONAS_TRY_VOID(constructible(fixed));
    }
    return check_training(settings);
}

// The time of a picture is the C's, and depends on core and clock.
Result<void> check_milliseconds(const std::optional<Target>& target, const RunSettings& settings) {
    if (!settings.max_ms) return {};
    if (!(*settings.max_ms > 0)) {
        return usage_error("{} milliseconds leave time for no network.", *settings.max_ms);
    }
    if (settings.runtime != Runtime::c) {
        return usage_error(
            "How long TensorFlow Lite Micro takes is not known: max-ms needs runtime c, or bound its work "
            "with max-macc.");
    }
    if (!target) {
        return usage_error("Time depends on core and clock, so max-ms needs a target, such as {}.",
                           default_target);
    }
    if (const auto known = c_cycles_known(target->core); !known) {
        return usage_error("{} Bound the work on the {} with max-macc instead of max-ms.",
                           known.error().message, target->name);
    }
    return {};
}

Result<std::optional<Target>> target_of(const RunSettings& settings) {
    if (limits_alone(settings)) return std::optional<Target>();
    NANONAS_TRY(const std::vector<Target> targets, known_targets(settings.targets));
    NANONAS_TRY(Target target, find_target(target_name(settings), targets));
    return std::optional(std::move(target));
}

// The target's limits, those given instead, less the reserves.
Result<Limits> limits_on(const std::optional<Target>& target, const RunSettings& settings) {
    Limits limits;
    if (target) {
        limits = limits_of(*target);
        if (!limits.macc && !settings.max_macc && !settings.max_ms) {
            return usage_error(
                "No CoreMark of the {} is published, so say with max-macc how much it may compute, or with "
                "max-ms how long.",
                target->name);
        }
    }
    if (settings.max_ram) limits.ram_bytes = settings.max_ram;
    if (settings.max_flash) limits.flash_bytes = settings.max_flash;
    if (settings.max_macc) limits.macc = settings.max_macc;
    limits.milliseconds = settings.max_ms;
    if (settings.runtime == Runtime::c && !settings.max_macc) {
        limits.macc = std::min(limits.macc.value_or(search_macc_bound), search_macc_bound);
    }
    for (const auto& limit : {limits.ram_bytes, limits.flash_bytes, limits.macc}) {
        if (limit && *limit < 1) return usage_error("A limit of {} leaves room for no network.", *limit);
    }
    NANONAS_TRY_VOID(take_reserve(limits.ram_bytes, settings.reserve_ram, "RAM"));
    NANONAS_TRY_VOID(take_reserve(limits.flash_bytes, settings.reserve_flash, "Flash"));
    return limits;
}

// What C takes depends on the core.
Result<CostOptions> cost_options(const std::optional<Target>& target, const RunSettings& settings) {
    CostOptions cost{settings.macc, settings.arena.value_or(ArenaModel::bits32), settings.runtime, {}, 0};
    if (target) cost.core = target->core, cost.clock_mhz = target->clock_mhz;
    if (cost.runtime != Runtime::c) return cost;
    if (!target) cost.core = default_core;
    if (const auto known = c_memory_known(cost.core); !known) {
        return usage_error(
            "{} Name another target, or count what TensorFlow Lite Micro takes (--runtime tflm).",
            known.error().message);
    }
    return cost;
}

}  // namespace

Result<void> check_threads(const std::optional<int>& threads) {
    if (!threads || (*threads >= 1 && *threads <= most_threads)) return {};
    return usage_error("{} threads make no sense; use 1 to {}.", *threads, most_threads);
}

Result<RunPlan> resolve(const RunSettings& settings) {
    NANONAS_TRY_VOID(check_values(settings));
    RunPlan plan;
    NANONAS_TRY(plan.target, target_of(settings));
    NANONAS_TRY_VOID(check_milliseconds(plan.target, settings));
    NANONAS_TRY(plan.limits, limits_on(plan.target, settings));
    plan.search_bound = has_search_bound(settings, plan.limits);
    NANONAS_TRY(plan.cost, cost_options(plan.target, settings));
    plan.evaluation = evaluation_recipe(settings);
    plan.training = training_recipe(settings);
    plan.threads = thread_count(settings);
    return plan;
}

bool has_search_bound(const RunSettings& settings, const Limits& limits) {
    return settings.runtime == Runtime::c && !settings.max_macc && limits.macc == search_macc_bound;
}

void use_reference(RunSettings& settings) {
    settings.family = Family::current;
    settings.runtime = Runtime::tflm;
    settings.arena = ArenaModel::bits64;
    settings.evaluation = EvaluationName::reference;
    settings.recipe = RecipeName::reference;
    settings.macc = MaccCount::reference;
}

std::string target_name(const RunSettings& settings) {
    if (limits_alone(settings)) return {};
    return settings.target.empty() ? std::string(default_target) : settings.target;
}

RunSettings with_absolute_paths(RunSettings settings) {
    namespace fs = std::filesystem;
    for (fs::path* path : {&settings.pictures, &settings.test, &settings.targets, &settings.cache}) {
        if (!path->empty()) *path = fs::absolute(*path).lexically_normal();
    }
    return settings;
}

TrainingRecipe evaluation_recipe(const RunSettings& settings) {
    return settings.evaluation == EvaluationName::reference ? reference_evaluation_recipe()
                                                            : evaluation_recipe();
}

TrainingRecipe training_recipe(const RunSettings& settings) {
    TrainingRecipe recipe;
    switch (settings.recipe) {
        case RecipeName::standard:
            recipe = default_recipe();
            break;
        case RecipeName::reference:
            recipe = reference_recipe();
            break;
        case RecipeName::evaluation:
            recipe = evaluation_recipe(settings);
            break;
    }
    if (settings.epochs) recipe.epochs = *settings.epochs;
    if (settings.batch) recipe.batch = *settings.batch;
    if (settings.learning_rate) recipe.learning_rate = static_cast<float>(*settings.learning_rate);
    if (settings.mirror) recipe.flip = *settings.mirror == Mirror::yes;
    recipe.balance = settings.balance;
    return recipe;
}

int thread_count(const RunSettings& settings) {
    return settings.threads.value_or(available_cores());
}

}  // namespace nanonas
