// SPDX-License-Identifier: MIT
#include "survey/survey_warnings.h"

#include <algorithm>
#include <set>

#include "base/figures.h"
#include "survey/duplicate_groups.h"

namespace nanonas {
namespace {

constexpr std::uint32_t few_pictures = 100;       // of a class
constexpr std::uint32_t great_imbalance = 10;     // times as many pictures
constexpr std::size_t most_files_to_read = 4000;  // of a quick look

using Warnings = std::vector<std::string>;

void warn_of_counts(const std::vector<std::string>& classes, const std::vector<std::uint32_t>& pictures,
                    Warnings& warnings) {
    if (classes.empty()) return;
    if (classes.size() == 1) {
        warnings.push_back(fmt::format(
            "There is one class only, \"{}\"; at least 2 are needed to tell apart.", classes.front()));
    }
    const auto [least, most] = std::minmax_element(pictures.begin(), pictures.end());
    const auto name = [&](auto at) { return classes[static_cast<std::size_t>(at - pictures.begin())]; };
    if (*least < few_pictures) {
        const auto few =
            std::count_if(pictures.begin(), pictures.end(), [](std::uint32_t n) { return n < few_pictures; });
        warnings.push_back(fmt::format(
            "{} of {} classes {} fewer than {} pictures (\"{}\" has {}); more would raise the accuracy.",
            grouped(few), grouped(std::ssize(classes)), few == 1 ? "has" : "have", few_pictures, name(least),
            grouped(*least)));
    }
    if (*most >= great_imbalance * std::max(*least, 1u)) {
        warnings.push_back(fmt::format(
            "\"{}\" has {} pictures and \"{}\" {}; a network may learn little of the small class, so add "
            "pictures to it or take some from the large one.",
            name(most), grouped(*most), name(least), grouped(*least)));
    }
}

void warn_of_classes(const PictureSurvey& survey, Warnings& warnings) {
    if (!survey.test || survey.test->classes == survey.training.classes) return;
    std::vector<std::string> only;
    std::set_symmetric_difference(survey.training.classes.begin(), survey.training.classes.end(),
                                  survey.test->classes.begin(), survey.test->classes.end(),
                                  std::back_inserter(only));
    std::string names;
    for (const std::string& name : only) names += (names.empty() ? "\"" : ", \"") + name + "\"";
    warnings.push_back(
        fmt::format("Only one of the two folders has the class {}; give them the same.", names));
}

void warn_of_duplicates(const PictureSurvey& survey, Warnings& warnings) {
    if (survey.test_in_training > 0) {
        warnings.push_back(fmt::format(
            "{} of {} test pictures are among those to train with, too; remove them from one folder, or the "
            "test will flatter.",
            grouped(survey.test_in_training), grouped(survey.test->total())));
    }
    if (survey.test_near_training > 0) {
        warnings.push_back(fmt::format(
            "{} more test pictures look nearly like one to train with, such as frames of one film; look at "
            "them, for the test may flatter.",
            grouped(survey.test_near_training)));
    }
    std::uint32_t contradictions = 0, extra = 0;
    for (const DuplicateGroup& group : survey.duplicates) {
        if (group.kind == DuplicateGroup::Kind::near) continue;
        contradictions += group.classes_differ;
        if (group.training.size() > 1) extra += static_cast<std::uint32_t>(group.training.size()) - 1;
    }
    if (contradictions > 0) {
        warnings.push_back(fmt::format("{} pictures are in more than one class; keep each in the right one.",
                                       grouped(contradictions)));
    }
    if (extra > 0) {
        warnings.push_back(fmt::format(
            "{} pictures to train with repeat another one; validation may flatter.", grouped(extra)));
    }
}

void warn_of_pictures(const FolderSurvey& folder, const InputShape& input, Warnings& warnings) {
    if (!folder.unreadable.empty()) {
        warnings.push_back(fmt::format(
            "{} of {} files in \"{}\" can't be read; replace or remove them, or run with --skip-unreadable.",
            grouped(std::ssize(folder.unreadable)), grouped(folder.total() + std::ssize(folder.unreadable)),
            folder.folder.string()));
    }
    if (folder.smaller_than_input > 0) {
        warnings.push_back(fmt::format(
            "{} of {} pictures in \"{}\" are smaller than the input {} and would be enlarged; try a smaller "
            "--input.",
            grouped(folder.smaller_than_input), grouped(folder.total()), folder.folder.string(),
            to_string(input)));
    }
    if (folder.total() > 0 && folder.grey == folder.total() && input.channels == 3) {
        warnings.push_back(fmt::format("All pictures in \"{}\" are grey: --input {}x{}x1 saves memory.",
                                       folder.folder.string(), input.height, input.width));
    }
}

// How many files of `test` are equal to one of `training`; none found where too many would have to be read.
std::uint32_t equal_files(const PictureFolder& training, const PictureFolder& test) {
    std::set<std::uint64_t> sizes, shared;
    for (const PictureFile& file : training.files) sizes.insert(file.bytes);
    for (const PictureFile& file : test.files) {
        if (sizes.contains(file.bytes)) shared.insert(file.bytes);
    }
    const auto is_shared = [&](const PictureFile& file) { return shared.contains(file.bytes); };
    const auto count = [&](const PictureFolder& folder) {
        return static_cast<std::size_t>(std::count_if(folder.files.begin(), folder.files.end(), is_shared));
    };
    if (count(training) + count(test) > most_files_to_read) return 0;
    std::set<PixelHash> trained;
    for (const PictureFile& file : training.files) {
        if (!is_shared(file)) continue;
        if (const auto hash = hash_of_file(training.folder / file.path)) trained.insert(*hash);
    }
    return static_cast<std::uint32_t>(
        std::count_if(test.files.begin(), test.files.end(), [&](const PictureFile& file) {
            if (!is_shared(file)) return false;
            const auto hash = hash_of_file(test.folder / file.path);
            return hash && trained.contains(*hash);
        }));
}

}  // namespace

std::vector<std::string> survey_warnings(const PictureSurvey& survey, const InputShape& input) {
    Warnings warnings;
    warn_of_classes(survey, warnings);
    warn_of_counts(survey.training.classes, survey.training.pictures, warnings);
    warn_of_duplicates(survey, warnings);
    warn_of_pictures(survey.training, input, warnings);
    if (survey.test) warn_of_pictures(*survey.test, input, warnings);
    return warnings;
}

std::vector<std::string> quick_warnings(const PictureFolder& training, const PictureFolder* test) {
    std::vector<std::uint32_t> pictures(training.classes.size());
    for (const PictureFile& file : training.files) ++pictures[static_cast<std::size_t>(file.label)];
    Warnings warnings;
    warn_of_counts(training.classes, pictures, warnings);
    if (const std::uint32_t equal = test ? equal_files(training, *test) : 0; equal > 0) {
        warnings.push_back(
            fmt::format("{} of {} test pictures are among those to train with, too; the test will flatter.",
                        grouped(equal), grouped(std::ssize(test->files))));
    }
    return warnings;
}

}  // namespace nanonas
