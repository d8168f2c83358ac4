// SPDX-License-Identifier: MIT
/// @file
/// What is in folders of pictures, and what of it would waste the time of a training.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "nanonas/pictures.h"

namespace nanonas {

/// What to look for.
struct SurveyOptions {
    InputShape input;  ///< what pictures will be resized to
    int threads = 1;   ///< to decode with
    /// Pictures whose perceptual hashes differ in at most so many of 128 bits are nearly equal; at most 15.
    int near_bits = 7;
};

/// The middle of a row of numbers and its ends.
struct Median {
    std::int64_t least = 0;     ///< the smallest
    std::int64_t median = 0;    ///< the middle one
    std::int64_t greatest = 0;  ///< the largest
};

/// One folder with a subfolder a class.
struct FolderSurvey {
    std::filesystem::path folder;                  ///< as it was given
    std::vector<std::string> classes;              ///< its subfolders
    std::vector<std::uint32_t> pictures;           ///< readable ones of each class
    std::map<std::string, std::uint32_t> formats;  ///< "jpeg", "png", ...
    std::uint32_t grey = 0;                        ///< pictures without colour
    std::uint32_t smaller_than_input = 0;          ///< lower or narrower
    Median height;                                 ///< in pixels, of the readable ones
    Median width;                                  ///< in pixels
    std::vector<UnreadablePicture> unreadable;     ///< not counted above
    /// Readable pictures of all classes.
    std::uint32_t total() const;
};

/// Pictures that show the same.
struct DuplicateGroup {
    /// What is equal: the files' bytes, the decoded pixels, or nearly these.
    enum class Kind { bytes, pixels, near };
    Kind kind = Kind::bytes;            ///< the weakest that holds for all of them
    std::vector<std::string> training;  ///< paths relative to the folder to train with
    std::vector<std::string> test;      ///< paths relative to the folder to test with
    bool classes_differ = false;        ///< one picture in two classes
};

/// All that was found.
struct PictureSurvey {
    FolderSurvey training;                   ///< of the pictures to train with
    std::optional<FolderSurvey> test;        ///< of those to test with
    std::vector<DuplicateGroup> duplicates;  ///< within and across the folders
    std::uint32_t test_in_training = 0;      ///< test pictures with the pixels of one to train with
    std::uint32_t test_near_training = 0;    ///< others that are nearly equal to one
    std::vector<std::string> warnings;       ///< full sentences, the gravest first
};

/// Reads every picture once. Errors: none can be read, a stop (interrupted).
Result<PictureSurvey> survey_pictures(const PictureFolder& training, const PictureFolder* test,
                                      const SurveyOptions& options, Progress& progress);

/// The gravest warnings that need no picture to be decoded: counts, and files that are in both folders to the
/// byte (looked for where few files have equal sizes).
std::vector<std::string> quick_warnings(const PictureFolder& training, const PictureFolder* test);

/// Pictures set apart to test with, and the rest.
struct TestSplit {
    std::vector<std::uint32_t> rest;  ///< indices into the set, ascending
    std::vector<std::uint32_t> test;  ///< indices into the set, ascending
    std::string sentence;             ///< how many, and what is kept on one side
};

/// Seeded and stratified: each class gives about round(share * n) of its n pictures. Pictures that are nearly
/// equal, and those of one name before a number (frames of one film), are on one side where enough others are
/// left to choose from. Errors: a class of fewer than three pictures; too many are equal.
Result<TestSplit> split_off_test(const PictureSet& pictures, double share, std::uint64_t seed);

/// A png with up to `columns` pictures of each class, a row a class in the order of the classes.
Result<std::vector<std::byte>> contact_sheet_png(const PictureFolder& folder, int columns);

}  // namespace nanonas
