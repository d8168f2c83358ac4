// SPDX-License-Identifier: MIT
// The files of a study, as text and back.
#pragma once

#include "nanonas/study.h"

namespace nanonas {

// A list as users write it, and the setting that varies with it.
struct ListText {
    std::string_view name, setting;  // "seeds", "seed"
    std::string text;                // empty: the setting's own value alone
};
std::vector<ListText> list_texts(const StudySettings& study);

// study.toml: the lists, and the settings that all runs share.
std::string study_toml(const StudySettings& study);
Result<StudySettings> parse_study_toml(std::string_view text, std::string_view file);

// Of study.json, why no network fits in runs that have no result. `file` is what errors call it.
Result<void> read_reasons(std::string_view json, std::string_view file, Study& study);

}  // namespace nanonas
