// SPDX-License-Identifier: MIT
#pragma once

#include <span>

#include "nanonas/survey.h"
#include "pictures/picture_format.h"
#include "survey/picture_hash.h"

namespace nanonas {

// What a survey keeps of each readable picture.
struct SurveyedPicture {
    std::uint32_t file = 0;  // index into its folder's files
    std::int32_t height = 0, width = 0;
    PictureFormat format = PictureFormat::unknown;
    bool is_test = false, grey = false;
    PixelHash pixels;
    PerceptualHash look;
};

// Fills in what the survey says of duplicates. Groups are closed: what is nearly equal to a member is a
// member. `pictures` are in the order of the files, those of the test behind the others.
void find_duplicates(std::span<const SurveyedPicture> pictures, const PictureFolder& training,
                     const PictureFolder* test, int near_bits, PictureSurvey& survey);

// Of all bytes of a picture's file; none if it is no picture.
std::optional<PixelHash> hash_of_file(const std::filesystem::path& path);

}  // namespace nanonas
