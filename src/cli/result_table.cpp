// SPDX-License-Identifier: MIT
#include "cli/result_table.h"

#include <unistd.h>

#include <array>
#include <set>

#include "base/plain_text.h"
#include "base/wilson_interval.h"
#include "cli/runtime_text.h"
#include "cli/table.h"
#include "cli/terminal.h"

namespace nanonas::cli {
namespace {

// The two networks that are one step larger: deeper and wider.
std::array<Architecture, 2> next_larger(Architecture architecture) {
    Architecture deeper = architecture, wider = architecture;
    ++deeper.c, ++wider.k;
    return {deeper, wider};
}

std::string next_larger_text(const RunResult& result, const CostOptions& options) {
    const auto sentence = [&](const Architecture& next) {
        const Feasibility found = feasibility(next, result.limits, options);
        if (found.feasible) return fmt::format("{} fits too", name(next));
        if (found.limit == "ms") return fmt::format("{} breaks the limit of milliseconds", name(next));
        if (found.limit == "input") return fmt::format("{} is too deep for the input", name(next));
        return fmt::format("{} breaks the limit of {}", name(next), found.limit);
    };
    const auto [deeper, wider] = next_larger(result.architecture);
    return fmt::format("{}, {}", sentence(deeper), sentence(wider));
}

// Which limits keep larger networks out.
std::set<std::string> binding_limits(const RunResult& result, const CostOptions& options) {
    std::set<std::string> limits;
    for (const Architecture& next : next_larger(result.architecture)) {
        const Feasibility found = feasibility(next, result.limits, options);
        if (!found.feasible) limits.insert(found.limit);
    }
    return limits;
}

// What the linked C takes is known after the search alone, and its time was a model's then.
template <typename Number>
std::string verdict(bool binds, Number need, std::optional<Number> limit) {
    return limit && need > *limit ? "exceeds" : binds ? "binds" : "";
}

std::string figures_text(const RunResult& result, const CostOptions& options) {
    const std::set<std::string> binding = binding_limits(result, options);
    Table table;
    table.row({"", "network", "limit", "share", ""});
    const auto accuracy = [&](const char* what, std::optional<double> value, std::uint32_t pictures) {
        if (value) {
            table.row({fmt::format("Accuracy {}, {} pictures", what, grouped(pictures)), percent(value), "-", "-",
                       percent_range(wilson_interval(value, pictures))});
        }
    };
    accuracy("validation, float", result.val_accuracy, result.pictures.validation);
    accuracy("test, float", result.test_float, result.pictures.test);
    accuracy("test, int8", result.test_int8, result.pictures.test);
    const auto cost = [&](const char* what, const char* limit_name, std::int64_t need,
                          std::optional<std::int64_t> limit) {
        const std::string share =
            limit ? percent(static_cast<double>(need) / static_cast<double>(*limit)) : "-";
        table.row({what, grouped(need), limit ? grouped(*limit) : "-", share,
                   verdict(binding.contains(limit_name), need, limit)});
    };
    cost("MACC", "macc", result.cost.macc, result.limits.macc);
    cost("Flash bytes", "flash", result.cost.flash_bytes, result.limits.flash_bytes);
    cost("RAM bytes", "ram", result.cost.ram_bytes, result.limits.ram_bytes);
    if (const auto& time = result.cost.milliseconds) {
        const std::optional<double> limit = result.limits.milliseconds;
        table.row({"Milliseconds a picture", fmt::format("{:.1f}", *time),
                   limit ? fmt::format("{:g}", *limit) : "-", limit ? percent(*time / *limit) : "-",
                   verdict(binding.contains("ms"), *time, limit)});
    }
    return table.text();
}

std::string equal_pictures(const Verification& v) {
    return fmt::format("{} of {} pictures equal", v.images - v.mismatches, v.images);
}

// What the figures of the table are of.
std::string counted_text(const RunResult& result, const RunPlan& plan) {
    if (plan.cost.runtime == Runtime::tflm || !result.verification) return runtime_text(plan) + '\n';
    return fmt::format(
        "Flash, RAM and milliseconds: the network's own C, linked and run on an emulated {}, {}.\n",
        result.verification->core, equal_pictures(*result.verification));
}

std::string too_slow_text(const RunResult& result, const CostOptions& options) {
    const auto& time = result.cost.milliseconds;
    const auto& limit = result.limits.milliseconds;
    const auto expected = cost(result.architecture, options).milliseconds;
    if (!time || !limit || !expected || *time <= *limit) return {};
    return fmt::format(
        "The linked C takes {:.1f} ms a picture, which the model before training took for {:.1f}; search "
        "anew with "
        "--max-ms {:.3g} to stay under {:g}.\n",
        *time, *expected, *limit * *expected / *time, *limit);
}

// What the network takes under the runtime that it was not chosen for.
std::string other_runtime_text(const RunResult& result, const RunPlan& plan) {
    if (plan.cost.runtime == Runtime::c) {
        return fmt::format(
            "Under TensorFlow Lite Micro: a file of {} bytes and an arena of {}, without stack and "
            "interpreter.\n",
            grouped(result.file_bytes), grouped(result.arena_bytes_32bit));
    }
    if (const auto& v = result.verification) {
        return fmt::format(
            "As its own C on an emulated {}: {} bytes of Flash and {} of RAM in all, {:.1f} ms, {}.\n",
            v->core, grouped(v->flash_bytes), grouped(v->ram_bytes), v->milliseconds, equal_pictures(*v));
    }
    if (!result.c_ram_bytes || !result.c_flash_bytes) return {};
    return fmt::format("As its own C on a {}: {} bytes of Flash and {} of RAM in all.\n", plan.core(),
                       grouped(*result.c_flash_bytes), grouped(*result.c_ram_bytes));
}

std::string stages_text(const StageSeconds& spent) {
    std::string text = fmt::format("Time {}", seconds(spent.total));
    const auto stage = [&](const char* name, std::optional<double> value) {
        if (value) text += fmt::format(", {} {}", name, seconds(value));
    };
    stage("data", spent.data);
    stage("search", spent.search);
    stage("train", spent.train);
    stage("quantize", spent.quantize);
    stage("export", spent.export_files);
    stage("verify", spent.verify);
    return text;
}

}  // namespace

std::string result_table(const RunResult& result, const RunPlan& plan) {
    const bool bold = colours(STDOUT_FILENO);
    std::string text =
        fmt::format("{}Network {}{}: {} kernels, {} input, {} classes, for {}\n\n", bold ? "\033[1m" : "",
                    name(result.architecture), bold ? "\033[0m" : "",
                    fmt::join(channels(result.architecture), " "), to_string(result.architecture.input),
                    result.architecture.classes, result.target.empty() ? "the given limits" : result.target);
    text += figures_text(result, plan.cost);
    if (result.val_accuracy) text += "Beside an accuracy stands its 95 % interval (Wilson).\n";
    text += counted_text(result, plan) + too_slow_text(result, plan.cost) + other_runtime_text(result, plan);
    text += fmt::format("Next larger: {}.\n{}", next_larger_text(result, plan.cost), search_bound_text(plan));
    text += fmt::format("{} candidates evaluated, {} infeasible; trained with {} pictures\n",
                        result.evaluated, result.infeasible, grouped(result.pictures.training));
    if (result.unused_share && result.speculative > 0) {
        text += fmt::format("evaluated ahead of need: {}; not needed: {} of the search's work\n",
                            result.speculative, percent(result.unused_share));
    }
    text +=
        fmt::format("{}; peak memory {}\n", stages_text(result.seconds), mebibytes(result.peak_rss_bytes));
    if (result.pictures.unreadable > 0) {
        text += fmt::format("{} pictures could not be read and were left out\n", result.pictures.unreadable);
    }
    if (!result.warnings.empty()) text += '\n';
    for (const std::string& sentence : result.warnings)
        text += fmt::format("Warning: {}\n", plain_lines(sentence));
    return text;
}

}  // namespace nanonas::cli
