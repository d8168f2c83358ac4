// SPDX-License-Identifier: MIT
// A study on one page: its runs compared, and what they come to over the seeds.
#include <algorithm>

#include "base/figures.h"
#include "folder/file_names.h"
#include "nanonas/study.h"
#include "report/compared_runs.h"
#include "report/page.h"
#include "report/sections.h"
#include "report/wording.h"
#include "study/study_settings.h"
#include "study/study_spread.h"
#include "system/files.h"
#include "system/shell_word.h"

namespace nanonas {
namespace {

namespace fs = std::filesystem;

// The finished runs, each with its group for a series.
Result<ComparedRuns> finished_runs(const fs::path& folder, const std::vector<StudyGroup>& groups) {
    ComparedRuns compared;
    compared.series = group_titles(groups);
    for (std::size_t i = 0; i < groups.size(); ++i) {
        for (const StudyRun* run : groups[i].runs) {
            if (!run->result) continue;
            NANONAS_TRY(RunRecord files, read_run_record(folder / run->name));
            compared.runs.push_back({std::move(files), run->name, i});
        }
    }
    compared.tested = all_tested(compared.runs);
    return compared;
}

// The groups with the highest mean: several where they found the same networks.
struct BestGroups {
    std::vector<std::string> titles;
    Spread spread;
    std::int64_t runs = 0;  // of each
};

BestGroups best_groups(const std::vector<StudyGroup>& groups, bool tested) {
    const std::vector<std::string> titles = group_titles(groups);
    BestGroups best;
    for (std::size_t i = 0; i < groups.size(); ++i) {
        const auto spread = groups[i].spread(study_accuracy(tested));
        if (!spread || (!best.titles.empty() && spread->mean < best.spread.mean)) continue;
        if (best.titles.empty() || spread->mean > best.spread.mean) best = {{}, *spread, 0};
        best.titles.push_back(titles[i]);
        best.runs = std::ranges::count_if(groups[i].runs, [](auto* run) { return run->result.has_value(); });
    }
    return best;
}

Markup headline(std::string_view name, const std::vector<StudyGroup>& groups, bool tested) {
    const Markup title = markup("<h1>{}</h1>\n", name);
    const BestGroups best = best_groups(groups, tested);
    if (best.titles.empty()) return markup("{}<p class=\"lead\">None of them has a result.</p>\n", title);
    const std::string beginning =
        groups.size() == 1
            ? fmt::format("For {} a network", best.titles.front())
            : fmt::format("Most accurate on average {} {}: a network there",
                          best.titles.size() == 1 ? "is" : "are", fmt::join(best.titles, " and "));
    return markup(
        "{}<p class=\"lead\">{} is right for <strong>{}</strong> of the {} pictures, over {}.</p>\n", title,
        beginning, plus_minus(best.spread), tested ? "test" : "validation",
        counted(best.runs, "seed", "seeds"));
}

Markup key_figures(const Study& study, const std::vector<StudyGroup>& groups, const ComparedRuns& compared) {
    const std::vector<std::string> titles = group_titles(groups);
    Markup all;
    constexpr std::size_t most = 4;  // more are left to the table
    for (std::size_t i = 0; i < groups.size() && groups.size() <= most; ++i) {
        const auto spread = groups[i].spread(study_accuracy(compared.tested));
        all += spread ? tile(titles[i], markup("{}", percent(spread->mean)),
                             spread->deviation ? markup("<p>± {}, mean of {}</p>", percent(spread->deviation),
                                                        counted(std::ssize(groups[i].runs), "seed", "seeds"))
                                               : markup("<p>accuracy of the one run</p>"))
                      : tile(titles[i], markup("–"), markup("<p>no network fits</p>"));
    }
    double total = 0;
    for (const StudyRun& run : study.runs) total += run.result ? run.result->seconds.total.value_or(0) : 0;
    all += tile("Work", markup("{}", seconds(total)), markup("<p>all runs, one after the other</p>"));
    return tiles(all);
}

Markup unfinished(const fs::path& folder, const Study& study) {
    std::int64_t open = 0;
    for (const StudyRun& run : study.runs) open += !run.result && run.reason.empty() ? 1 : 0;
    if (open == 0) return {};
    return notice(fmt::format("{} not finished yet; nanonas study --resume --out {} goes on.",
                              open == 1 ? "A run is" : fmt::format("{} runs are", open),
                              shell_word(shown_path(folder))));
}

// The run to flash for each target: chosen by validation, so that the test accuracy stays an honest one.
Markup to_flash(const fs::path& folder, const ComparedRuns& compared) {
    std::vector<std::pair<std::string, const ComparedRun*>> best;  // by target, in the order of the runs
    for (const ComparedRun& run : compared.runs) {
        if (!run.files.val_accuracy || !run.files.graph) continue;
        const std::string target = target_text(run.files);
        const auto found = std::ranges::find(best, target, &decltype(best)::value_type::first);
        if (found == best.end()) {
            best.emplace_back(target, &run);
        } else if (*run.files.val_accuracy > *found->second->files.val_accuracy) {
            found->second = &run;
        }
    }
    Markup all;
    for (const auto& [target, run] : best) {
        all += markup("<p>For {}: <strong>{}</strong>, {} of the validation pictures right.</p>{}", target,
                      run->name, percent(run->files.val_accuracy),
                      command_line(fmt::format("nanonas export {} --format {} --out firmware",
                                               shell_word(shown_path(folder / run->name)),
                                               run->files.target.empty() ? "c" : "project")));
    }
    if (all.empty()) return {};
    return wide_card("Which run to flash", all,
                     markup("Chosen by validation accuracy; chosen by test accuracy, that would flatter."));
}

Markup runs_table(const ComparedRuns& compared) {
    std::vector<std::vector<Markup>> rows{{Markup()}};
    for (const char* heading :
         {"Network", "Test, int8", "Test, float", "Validation", "RAM bytes", "Flash bytes", "ms", "MACC", "Time"}) {
        rows[0].push_back(markup("{}", heading));
    }
    for (std::size_t i = 0; i < compared.runs.size(); ++i) {
        const ComparedRun& run = compared.runs[i];
        const RunRecord& files = run.files;
        const auto text = [](const std::string& value) { return markup("{}", value); };
        rows.push_back(
            {markup("{} <a href=\"{}/report.html\">{}, <span class=\"whole\">seed {}</span></a>",
                    series_number(run.series, i + 1), run.name, compared.series[run.series],
                    files.seed.value_or(0)),
             text(files.architecture ? name(*files.architecture) : "–"), text(percent(files.test_int8)),
             text(percent(files.test_float)), text(percent(files.val_accuracy)), count_cell(files.ram_bytes),
             count_cell(files.flash_bytes),
             text(files.milliseconds ? fmt::format("{:.1f}", *files.milliseconds) : "–"), count_cell(files.macc), text(seconds(files.seconds.total))});
    }
    if (rows.size() == 1) return {};
    return wide_card("Side by side", table(rows), markup("A name leads to the run's own report."));
}

Markup unfit(const Study& study) {
    std::vector<Fact> rows;
    for (const StudyRun& run : study.runs) {
        if (!run.reason.empty()) rows.emplace_back(run.name, markup("{}", run.reason));
    }
    return rows.empty() ? Markup() : wide_card("Without a network that fits", facts(rows), {});
}

// What was swept, and the command that does it again.
Result<Markup> repeat(const fs::path& folder) {
    NANONAS_TRY(const StudySettings study, read_study_settings(folder));
    std::vector<Fact> rows;
    std::vector<std::string_view> swept;
    std::string words;
    const auto lists = list_texts(study);
    for (const auto& [list, setting, text] : lists) {
        if (text.empty()) continue;
        rows.emplace_back(list, markup("<code>{}</code>", text));
        words += fmt::format(" --{} {}", list, shell_word(text));
        swept.push_back(setting);
    }
    const std::string command =
        fmt::format("nanonas study{}{} --out again", settings_as_options(study.settings, swept), words);
    return markup(
        "{}{}{}", rows.empty() ? Markup() : wide_card("What was swept", facts(rows), {}),
        wide_card("The command that repeats it", command_line(command),
                  markup("The same seeds give the same networks to the bit, for any number of threads "
                         "and of machines.")),
        wide_card("Every setting that the runs share", every_setting(study.settings, swept), {}));
}

}  // namespace

Result<std::string> study_page(const fs::path& folder, std::string_view name) {
    NANONAS_TRY(const Study study, read_study(folder));
    const std::vector<StudyGroup> groups = study.groups();
    NANONAS_TRY(const ComparedRuns compared, finished_runs(folder, groups));
    NANONAS_TRY(const Markup settings, repeat(folder));
    const Markup drawings =
        markup("{}{}", spread_drawing(groups, compared.tested), compared_curves(compared));
    const std::string title =
        name.empty() ? fmt::format("A study of {}", counted(std::ssize(study.runs), "run", "runs"))
                     : std::string(name);
    return page(name.empty() ? "nanonas report: " + title : title,
                headline(title, groups, compared.tested),
                markup("{}{}{}", unfinished(folder, study), key_figures(study, groups, compared),
                       to_flash(folder, compared)),
                {{"spread", "Mean and spread",
                  markup("{}{}", spread_table(groups), drawings.empty() ? drawings : grid(drawings))},
                 {"runs", "Runs", markup("{}{}", runs_table(compared), unfit(study))},
                 {"costs", "Costs", compared_costs(compared)},
                 {"settings", "Settings", settings}});
}

Result<fs::path> write_study_report(const fs::path& folder) {
    NANONAS_TRY(const std::string text, study_page(folder));
    const fs::path file = folder / run_file::report;
    NANONAS_TRY_VOID(write_atomically(file, text));
    return file;
}

}  // namespace nanonas
