// SPDX-License-Identifier: MIT
#include "cli/result_table.h"

#include <unistd.h>

#include "cli/runtime_text.h"
#include "cli/table.h"
#include "cli/terminal.h"

namespace nanonas::cli {
namespace {

std::vector<std::string> limit_row(const char* what, std::int64_t need, std::optional<std::int64_t> limit) {
    if (!limit) return {what, grouped(need), "-", "-"};
    const double share = static_cast<double>(need) / static_cast<double>(*limit);
    return {what, grouped(need), grouped(*limit), percent(share)};
}

std::string limits_text(const RunResult& result) {
    Table table;
    table.row({"", "needs", "limit", "share"});
    table.row(limit_row("MACC", result.cost.macc, result.limits.macc));
    table.row(limit_row("Flash bytes", result.cost.flash_bytes, result.limits.flash_bytes));
    table.row(limit_row("RAM bytes", result.cost.ram_bytes, result.limits.ram_bytes));
    return table.text();
}

std::string why_not(const Feasibility& next) {
    if (next.feasible) return "fits too";
    return next.limit == "input" ? "is too deep for the input"
                                 : fmt::format("breaks the limit of {}", next.limit);
}

// Which limit keeps the two neighbours out that are one step larger.
std::string next_larger(const RunResult& result, const RunSettings& settings) {
    Architecture deeper = result.architecture, wider = result.architecture;
    ++deeper.c, ++wider.k;
    const auto sentence = [&](const Architecture& next) {
        return fmt::format("{} {}", name(next),
                           why_not(feasibility(next, result.limits, cost_options(settings))));
    };
    return fmt::format("{}, {}", sentence(deeper), sentence(wider));
}

// Beside the figures of TensorFlow Lite Micro, those of C.
std::string as_c(const RunResult& result, const RunSettings& settings) {
    if (settings.runtime == Runtime::c || !result.c_ram_bytes || !result.c_flash_bytes) return {};
    return fmt::format("As C on its {} it takes {} bytes of Flash and {} of RAM in all.\n",
                       target_core(settings), grouped(*result.c_flash_bytes), grouped(*result.c_ram_bytes));
}

std::string stages_text(const StageSeconds& spent) {
    Table table;
    table.row({"", "data", "search", "train", "quantize", "export", "verify", "total"});
    table.row({"time", seconds(spent.data), seconds(spent.search), seconds(spent.train),
               seconds(spent.quantize), seconds(spent.export_files), seconds(spent.verify),
               seconds(spent.total)});
    return table.text();
}

std::string verification_line(const Verification& v) {
    return fmt::format(
        "The C on an emulated {}: {} of {} pictures equal; {} bytes of Flash, {} of RAM, {:.1f} ms a "
        "picture\n",
        v.core, v.images - v.mismatches, v.images, grouped(v.flash_bytes), grouped(v.ram_bytes),
        v.milliseconds);
}

}  // namespace

std::string result_table(const RunResult& result, const RunSettings& settings) {
    const bool bold = colours(STDOUT_FILENO);
    std::string text =
        fmt::format("{}Network {}{}: {} kernels, {} input, {} classes, for {}\n\n", bold ? "\033[1m" : "",
                    name(result.architecture), bold ? "\033[0m" : "",
                    fmt::join(channels(result.architecture), " "), to_string(result.architecture.input),
                    result.architecture.classes, result.target.empty() ? "the given limits" : result.target);
    text += limits_text(result);
    text += fmt::format("{}\n{}Next larger: {}.\n\n", runtime_text(settings), as_c(result, settings),
                        next_larger(result, settings));
    Table accuracy;
    accuracy.row({"", "float", "int8", "pictures"});
    if (result.val_accuracy) {
        accuracy.row({"validation", percent(result.val_accuracy), "-", grouped(result.pictures.validation)});
    }
    if (result.test_float) {
        accuracy.row(
            {"test", percent(result.test_float), percent(result.test_int8), grouped(result.pictures.test)});
    }
    text += accuracy.text() + "\n" + stages_text(result.seconds);
    if (result.verification) text += verification_line(*result.verification);
    text += fmt::format("{} candidates evaluated, {} infeasible; trained with {} pictures; peak memory {}\n",
                        result.evaluated, result.infeasible, grouped(result.pictures.training),
                        mebibytes(result.peak_rss_bytes));
    if (result.unused_share && result.ahead > 0) {
        text += fmt::format("evaluated ahead of need: {}; not needed: {} of the search's work\n",
                            result.ahead, percent(result.unused_share));
    }
    if (result.pictures.unreadable > 0) {
        text += fmt::format("{} pictures could not be read and were left out\n", result.pictures.unreadable);
    }
    return text;
}

}  // namespace nanonas::cli
