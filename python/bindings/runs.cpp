// SPDX-License-Identifier: MIT
#include <nanobind/stl/filesystem.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/vector.h>

#include "background.h"
#include "base/wilson_interval.h"
#include "bindings.h"
#include "nanonas/run.h"
#include "nanonas/run_plan.h"
#include "settings.h"

namespace nb = nanobind;
namespace fs = std::filesystem;
using namespace nb::literals;

namespace nanonas::python {
namespace {

// result.json, and the validation accuracy after each epoch of the training.
using Outcome = std::pair<std::string, std::vector<double>>;

Outcome outcome(const RunResult& result) {
    return {to_json(result), result.epochs_val_accuracy};
}

Result<LastStage> stage_of(const std::string& name) {
    if (name == "search") return LastStage::search;
    if (name == "train") return LastStage::train;
    if (name == "quantize") return LastStage::quantize;
    if (name == "all") return LastStage::all;
    return usage_error("last: \"{}\" is no stage; use search, train, quantize or all.", name);
}

Outcome run_stages(const SettingTexts& texts, const fs::path& out, const std::string& last, bool resume,
                   bool force, const nb::object& report) {
    const RunSettings settings = value_of(settings_of(texts));
    const RunOptions options{out, resume, force, value_of(stage_of(last))};
    return outcome(await(report, [&](Progress& progress) { return run(settings, options, progress); }));
}

Outcome search_again(const SettingTexts& texts, const fs::path& out, bool force, const nb::object& report) {
    RunSettings settings = value_of(settings_of(texts));
    if (!force) settings = value_of(with_training_of(settings, out));
    const RunOptions options{out, !force, force, LastStage::search};
    return outcome(await(report, [&](Progress& progress) { return run(settings, options, progress); }));
}

Outcome train_again(const SettingTexts& texts, const fs::path& out, const nb::object& report) {
    const RunSettings settings = value_of(settings_of(texts));
    return outcome(await(report, [&](Progress& progress) { return retrain(settings, out, progress); }));
}

Outcome quantize_again(const fs::path& out, const nb::object& report) {
    return outcome(await(report, [&](Progress& progress) { return quantize_run(out, progress); }));
}

std::optional<std::pair<double, double>> interval_of(double accuracy, std::int64_t pictures) {
    const auto interval = wilson_interval(accuracy, pictures);
    return interval ? std::optional(std::pair(interval->low, interval->high)) : std::nullopt;
}

// Learning rate and batch with which candidates are judged.
std::pair<std::string, int> evaluation(const SettingTexts& texts) {
    const TrainingRecipe recipe = evaluation_recipe(value_of(settings_of(texts)));
    return {fmt::format("{}", recipe.learning_rate), recipe.batch};
}

}  // namespace

void bind_runs(nb::module_& core) {
    core.def("run", run_stages, "settings"_a, "out"_a, "last"_a, "resume"_a, "force"_a, "report"_a.none());
    core.def("search", search_again, "settings"_a, "out"_a, "force"_a, "report"_a.none());
    core.def("retrain", train_again, "settings"_a, "out"_a, "report"_a.none());
    core.def("quantize", quantize_again, "out"_a, "report"_a.none());
    core.def("wilson_interval", &interval_of, "accuracy"_a, "pictures"_a);
    core.def("evaluation", evaluation, "settings"_a);
    core.def(
        "check", [](const SettingTexts& texts) { value_of(resolve(value_of(settings_of(texts)))); },
        "settings"_a);
}

}  // namespace nanonas::python
