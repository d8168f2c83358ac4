// SPDX-License-Identifier: MIT
// What is in folders of pictures, and what of it would waste the time of a training.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "nanonas/pictures.h"

namespace nanonas {

struct SurveyOptions {
    InputShape input;  // what pictures will be resized to
    int threads = 1;
    // Pictures whose perceptual hashes differ in at most so many of 128 bits are nearly equal; at most 15.
    int near_bits = 7;
};

struct Median {
    std::int64_t least = 0, median = 0, greatest = 0;
};

// One folder with a subfolder a class.
struct FolderSurvey {
    std::filesystem::path folder;
    std::vector<std::string> classes;
    std::vector<std::uint32_t> pictures;           // readable ones of each class
    std::map<std::string, std::uint32_t> formats;  // "jpeg", "png", ...
    std::uint32_t grey = 0;                        // pictures without colour
    std::uint32_t smaller_than_input = 0;          // lower or narrower
    Median height, width;
    std::vector<UnreadablePicture> unreadable;
    std::uint32_t total() const;
};

// Pictures that show the same.
struct DuplicateGroup {
    enum class Kind { bytes, pixels, near };  // the weakest that holds for all of them
    Kind kind = Kind::bytes;
    std::vector<std::string> training, test;  // paths relative to their folders
    bool classes_differ = false;              // one picture in two classes
};

struct PictureSurvey {
    FolderSurvey training;
    std::optional<FolderSurvey> test;
    std::vector<DuplicateGroup> duplicates;
    std::uint32_t test_in_training = 0;    // test pictures with the pixels of one to train with
    std::uint32_t test_near_training = 0;  // others that are nearly equal to one
    std::vector<std::string> warnings;     // full sentences, the gravest first
};

// Reads every picture once. Errors: none can be read, a stop (interrupted).
Result<PictureSurvey> survey_pictures(const PictureFolder& training, const PictureFolder* test,
                                      const SurveyOptions& options, Progress& progress);

// The gravest warnings that need no picture to be decoded: counts, and files that are in both folders to the
// byte (looked for where few files have equal sizes).
std::vector<std::string> quick_warnings(const PictureFolder& training, const PictureFolder* test);

// Whether the "classes" are the two parts of a data set, each with the classes in it.
bool divided_into_train_and_test(const PictureFolder& folder);

// A png with up to `columns` pictures of each class, a row a class in the order of the classes.
Result<std::vector<std::byte>> contact_sheet_png(const PictureFolder& folder, int columns);

}  // namespace nanonas
