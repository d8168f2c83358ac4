// SPDX-License-Identifier: MIT
#include "pictures/data_set_part.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

namespace nanonas {
namespace {

constexpr std::array names{
    std::pair{std::string_view("train"), DataSetPart::training},
    std::pair{std::string_view("training"), DataSetPart::training},
    std::pair{std::string_view("trn"), DataSetPart::training},
    std::pair{std::string_view("val"), DataSetPart::validation},
    std::pair{std::string_view("valid"), DataSetPart::validation},
    std::pair{std::string_view("validation"), DataSetPart::validation},
    std::pair{std::string_view("dev"), DataSetPart::validation},
    std::pair{std::string_view("test"), DataSetPart::test},
    std::pair{std::string_view("testing"), DataSetPart::test},
    std::pair{std::string_view("tst"), DataSetPart::test},
    std::pair{std::string_view("eval"), DataSetPart::test},
    std::pair{std::string_view("evaluation"), DataSetPart::test},
    std::pair{std::string_view("holdout"), DataSetPart::test},
};

// Beside a part's name they say nothing more.
constexpr std::array<std::string_view, 9> fillers{"set",  "data",     "dataset", "images", "image",
                                                  "imgs", "pictures", "photos",  "split"};

// In small letters; digits and signs divide.
std::vector<std::string> words_of(std::string_view name) {
    std::vector<std::string> words(1);
    for (const char c : name) {
        const char small = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        const bool divides = !(small >= 'a' && small <= 'z') && static_cast<unsigned char>(c) < 0x80;
        if (divides) {
            words.emplace_back();
        } else {
            words.back() += small;
        }
    }
    std::erase(words, "");
    return words;
}

}  // namespace

std::optional<DataSetPart> data_set_part(std::string_view folder_name) {
    std::vector<std::string> words = words_of(folder_name);
    std::erase_if(words, [](const std::string& word) {
        return std::find(fillers.begin(), fillers.end(), word) != fillers.end();
    });
    if (words.size() != 1) return std::nullopt;
    for (const auto& [name, part] : names) {
        if (words.front() == name || words.front() == std::string(name) + "set") return part;
    }
    return std::nullopt;
}

}  // namespace nanonas
