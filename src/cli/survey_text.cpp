// SPDX-License-Identifier: MIT
#include "cli/survey_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/json_text.h"
#include "cli/table.h"

namespace nanonas::cli {
namespace {

using Json = nlohmann::ordered_json;
using Kind = DuplicateGroup::Kind;

constexpr std::size_t most_shown = 5;  // duplicates and unreadable files; --json has all

const char* name_of(Kind kind) {
    return kind == Kind::bytes ? "bytes" : kind == Kind::pixels ? "pixels" : "near";
}

std::string classes_text(const PictureSurvey& survey) {
    std::vector<std::string> classes = survey.training.classes;
    if (survey.test) {
        classes.insert(classes.end(), survey.test->classes.begin(), survey.test->classes.end());
        std::sort(classes.begin(), classes.end());
        classes.erase(std::unique(classes.begin(), classes.end()), classes.end());
    }
    const auto count = [](const FolderSurvey& folder, const std::string& name) -> std::string {
        const auto at = std::find(folder.classes.begin(), folder.classes.end(), name);
        if (at == folder.classes.end()) return "-";
        return grouped(folder.pictures[static_cast<std::size_t>(at - folder.classes.begin())]);
    };
    Table table;
    std::vector<std::string> head{"class", "pictures"}, all{"all", grouped(survey.training.total())};
    if (survey.test) head.push_back("test"), all.push_back(grouped(survey.test->total()));
    table.row(head);
    for (const std::string& name : classes) {
        std::vector<std::string> row{name, count(survey.training, name)};
        if (survey.test) row.push_back(count(*survey.test, name));
        table.row(row);
    }
    table.row(all);
    return table.text();
}

std::string folder_text(const FolderSurvey& folder) {
    std::string formats;
    for (const auto& [name, count] : folder.formats) {
        formats += fmt::format("{}{} {}", formats.empty() ? "" : ", ", grouped(count), name);
    }
    std::string text = fmt::format("{}: {}; {} grey", folder.folder.string(),
                                   formats.empty() ? "no picture" : formats, grouped(folder.grey));
    if (folder.total() > 0) {
        text += fmt::format("\n  height {} to {}, median {}; width {} to {}, median {}", folder.height.least,
                            folder.height.greatest, folder.height.median, folder.width.least,
                            folder.width.greatest, folder.width.median);
    }
    for (std::size_t i = 0; i < std::min(most_shown, folder.unreadable.size()); ++i) {
        text += fmt::format("\n  {}", folder.unreadable[i].reason);
    }
    if (folder.unreadable.size() > most_shown) {
        text += fmt::format("\n  and {} more that can't be read", folder.unreadable.size() - most_shown);
    }
    return fmt::format("{}\n", text);
}

std::string duplicates_text(const PictureSurvey& survey) {
    if (survey.duplicates.empty()) return "No picture is there twice.\n";
    std::string text;
    for (const auto& [kind, what] :
         {std::pair{Kind::bytes, "the same bytes"}, std::pair{Kind::pixels, "the same pixels"},
          std::pair{Kind::near, "nearly the same look"}}) {
        std::size_t groups = 0, pictures = 0;
        std::string examples;
        for (const DuplicateGroup& group : survey.duplicates) {
            if (group.kind != kind) continue;
            pictures += group.training.size() + group.test.size();
            if (++groups > most_shown) continue;
            std::vector<std::string> names = group.training;
            for (const std::string& name : group.test) names.push_back(fmt::format("test {}", name));
            if (names.size() > most_shown) {
                const std::size_t more = names.size() - most_shown;
                names.resize(most_shown);
                names.push_back(fmt::format("and {} more", more));
            }
            examples += fmt::format("  {}\n", fmt::join(names, ", "));
        }
        if (groups == 0) continue;
        text += fmt::format("{} pictures in {} groups have {}:\n{}",
                            grouped(static_cast<std::int64_t>(pictures)), groups, what, examples);
        if (groups > most_shown) text += fmt::format("  and {} more groups\n", groups - most_shown);
    }
    return text;
}

Json json_of(const Median& median) {
    return {{"least", median.least}, {"median", median.median}, {"greatest", median.greatest}};
}

Json json_of(const FolderSurvey& folder) {
    Json classes = Json::object(), formats = Json::object(), unreadable = Json::array();
    for (std::size_t i = 0; i < folder.classes.size(); ++i) classes[folder.classes[i]] = folder.pictures[i];
    for (const auto& [name, count] : folder.formats) formats[name] = count;
    for (const auto& file : folder.unreadable) {
        unreadable.push_back({{"path", file.path}, {"reason", file.reason}});
    }
    return {{"folder", folder.folder.string()},
            {"pictures", folder.total()},
            {"classes", classes},
            {"formats", formats},
            {"grey", folder.grey},
            {"smaller_than_input", folder.smaller_than_input},
            {"height", json_of(folder.height)},
            {"width", json_of(folder.width)},
            {"unreadable", unreadable}};
}

}  // namespace

std::string to_text(const PictureSurvey& survey) {
    std::string text = classes_text(survey) + "\n" + folder_text(survey.training);
    if (survey.test) text += folder_text(*survey.test);
    text += fmt::format("\n{}", duplicates_text(survey));
    for (const std::string& warning : survey.warnings) text += fmt::format("\nWarning: {}", warning);
    return survey.warnings.empty() ? text : text + "\n";
}

std::string to_json(const PictureSurvey& survey) {
    Json duplicates = Json::array();
    for (const DuplicateGroup& group : survey.duplicates) {
        duplicates.push_back({{"kind", name_of(group.kind)},
                              {"training", group.training},
                              {"test", group.test},
                              {"classes_differ", group.classes_differ}});
    }
    const Json json{{"training", json_of(survey.training)},
                    {"test", survey.test ? json_of(*survey.test) : Json()},
                    {"duplicates", duplicates},
                    {"test_in_training", survey.test_in_training},
                    {"test_near_training", survey.test_near_training},
                    {"warnings", survey.warnings}};
    return json_text(json);
}

}  // namespace nanonas::cli
