// SPDX-License-Identifier: MIT
// Several runs on one page.
#include <set>

#include "base/figures.h"
#include "base/wilson_interval.h"
#include "nanonas/report.h"
#include "report/compared_runs.h"
#include "report/page.h"
#include "report/wording.h"

namespace nanonas {
namespace {

std::string network_text(const RunRecord& run) {
    return run.architecture ? name(*run.architecture) : "not chosen yet";
}

Markup figures_table(const std::vector<ComparedRun>& runs) {
    std::vector<std::vector<Markup>> rows{{Markup()}};
    for (std::size_t i = 0; i < runs.size(); ++i) {
        rows[0].push_back(markup("{} {}", series_number(runs[i].series, i + 1), runs[i].name));
    }
    const auto add = [&](const char* what, const auto& cell) {
        rows.push_back({markup("{}", what)});
        for (const ComparedRun& run : runs) rows.back().push_back(cell(run.files));
    };
    const auto share = [](const std::optional<double>& value, const std::optional<std::int64_t>& pictures) {
        const auto interval = wilson_interval(value, pictures.value_or(0));
        return interval ? markup("{}<br><span class=\"aside\">{}</span>", percent(value), percent_range(interval))
                        : markup("{}", percent(value));
    };
    add("For", [](const RunRecord& run) { return markup("{}", target_text(run)); });
    add("Runs", [](const RunRecord& run) {
        return markup("{}", counts_as_c(run) ? "as its own C" : "under TensorFlow Lite Micro");
    });
    add("Network", [](const RunRecord& run) { return markup("{}", network_text(run)); });
    add("Test accuracy, int8", [&](const RunRecord& run) { return share(run.test_int8, run.test_pictures); });
    add("Test accuracy, float", [&](const RunRecord& run) { return share(run.test_float, run.test_pictures); });
    add("Validation accuracy", [&](const RunRecord& run) { return share(run.val_accuracy, run.validation_pictures); });
    add("Date", [](const RunRecord& run) { return markup("{}", run.date); });
    add("RAM bytes", [](const RunRecord& run) { return count_cell(run.ram_bytes, run.limits.ram_bytes); });
    add("Flash bytes",
        [](const RunRecord& run) { return count_cell(run.flash_bytes, run.limits.flash_bytes); });
    add("Milliseconds", [](const RunRecord& run) {
        return run.milliseconds ? markup("{:.1f}", *run.milliseconds) : markup("–");
    });
    add("MACC", [](const RunRecord& run) { return count_cell(run.macc, run.limits.macc); });
    add("RAM bytes of the C", [](const RunRecord& run) { return count_cell(run.c_ram_bytes); });
    add("Candidates trained", [](const RunRecord& run) { return count_cell(run.evaluated); });
    add("Seconds", [](const RunRecord& run) { return markup("{}", seconds(run.seconds.total)); });
    return table(rows);
}

Markup differing_settings(const std::vector<ComparedRun>& runs) {
    std::vector<std::vector<Markup>> rows{{markup("Setting")}};
    for (std::size_t i = 0; i < runs.size(); ++i) rows[0].push_back(series_number(runs[i].series, i + 1));
    std::vector<std::vector<SettingText>> texts;
    for (const ComparedRun& run : runs)
        texts.push_back(setting_texts(run.files.settings.value_or(RunSettings{})));
    for (std::size_t s = 0; s < texts[0].size(); ++s) {
        std::set<std::string> values;
        for (const auto& of_run : texts) values.insert(of_run[s].text);
        if (values.size() < 2 || !texts[0][s].decides_results) continue;
        rows.push_back({markup("{}", texts[0][s].name)});
        for (std::size_t i = 0; i < runs.size(); ++i) {
            rows.back().push_back(!runs[i].files.settings    ? markup("?")
                                  : texts[i][s].text.empty() ? markup("<span class=\"aside\">none</span>")
                                                             : markup("<code>{}</code>", shown_text(texts[i][s])));
        }
    }
    if (rows.size() == 1)
        return card("Settings that differ", markup("<p>None that decides results.</p>"), {});
    return card("Settings that differ", table(rows),
                markup("Those that only change speed or memory are left out."));
}

Markup missing(const std::vector<ComparedRun>& runs) {
    Markup items;
    for (const ComparedRun& run : runs) {
        for (const std::string& sentence : run.files.missing)
            items += markup("<li>{}: {}</li>", run.name, sentence);
    }
    return items.empty()
               ? Markup()
               : markup("<div class=\"notice\"><p>Not all runs are finished:</p><ul>{}</ul></div>\n", items);
}

std::string best_sentence(const ComparedRuns& compared) {
    const ComparedRun* best = nullptr;
    for (const ComparedRun& run : compared.runs) {
        const auto value = compared.accuracy(run.files);
        if (value && (!best || *value > *compared.accuracy(best->files))) best = &run;
    }
    if (!best) return "None of them is trained yet.";
    return fmt::format("Most accurate is {} with {} of the {} pictures.", best->name,
                       percent(compared.accuracy(best->files)), compared.tested ? "test" : "validation");
}

}  // namespace

Result<std::string> comparison_page(std::span<const std::filesystem::path> folders,
                                    std::string_view title) {
    ComparedRuns compared;
    for (const auto& folder : folders) {
        // A trailing slash would leave no name.
        const auto named = folder.has_filename() ? folder : folder.parent_path();
        NANONAS_TRY(RunRecord run, read_run_record(named));
        const std::size_t index = compared.runs.size();
        compared.runs.push_back({std::move(run), named.filename().string(), index});
        compared.series.push_back(fmt::format("{} {}", index + 1, named.filename().string()));
    }
    const std::vector<ComparedRun>& runs = compared.runs;
    if (runs.size() < 2) return usage_error("A comparison needs two run folders or more.");
    compared.tested = all_tested(runs);
    const Markup headline =
        markup("<h1>{}</h1>\n<p class=\"lead\">{}</p>\n",
               title.empty() ? fmt::format("{} runs compared", runs.size()) : std::string(title),
               best_sentence(compared));
    return page(title.empty() ? fmt::format("nanonas report: {} runs compared", runs.size()) : std::string(title),
                headline, missing(runs),
                {{"figures", "Figures", wide_card("Side by side", figures_table(runs), {})},
                 {"costs", "Costs", compared_costs(compared)},
                 {"training", "Training", compared_curves(compared)},
                 {"settings", "Settings", differing_settings(runs)}});
}

}  // namespace nanonas
