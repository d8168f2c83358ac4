// SPDX-License-Identifier: MIT
// Every format against the pixels that Pillow and TensorFlow see in the same file
// (tests/oracles/pictures.py).
#include <gtest/gtest.h>
#include <sched.h>

#include <cstdlib>

#include "pictures/picture_format.h"
#include "pictures/test_pictures.h"

namespace nanonas {
namespace {

constexpr InputShape own_size{17, 23, 3};

int largest_difference(const std::vector<std::uint8_t>& pixels, const std::string& expected) {
    if (pixels.size() != expected.size()) return 256;
    int largest = 0;
    for (std::size_t i = 0; i < pixels.size(); ++i) {
        largest = std::max(largest, std::abs(pixels[i] - static_cast<std::uint8_t>(expected[i])));
    }
    return largest;
}

int difference_to_oracle(const std::string& name, const InputShape& shape = own_size) {
    const auto pixels = load_picture(oracle_picture(name), {shape});
    if (!pixels) {
        ADD_FAILURE() << pixels.error().message;
        return 256;
    }
    return largest_difference(*pixels, file_content(oracle_picture(name + ".rgb")));
}

TEST(Decoders, LosslessFormatsGiveTheirExactPixels) {
    for (const char* name :
         {"rgb.png", "palette.png", "two_colours.png", "interlaced.png", "alpha.png", "rgb16.png",
          "grey16.png", "grey4.png", "late_exif.png", "rgb.bmp", "palette.bmp", "palette.gif", "animated.gif",
          "lossless.webp", "animated.webp"}) {
        EXPECT_EQ(difference_to_oracle(name), 0) << name;
    }
}

TEST(Decoders, BmpsOfMicrocontrollersAndOs2AndOfLaterHeadersGiveTheirExactPixels) {
    for (const char* name :
         {"topdown.bmp", "gap.bmp", "os2.bmp", "os2_v2.bmp", "v3_masks.bmp", "v4_alpha.bmp", "v5.bmp",
          "bits1.bmp", "bits2.bmp", "bits4.bmp", "bits8.bmp", "bits16.bmp", "bits565.bmp", "os2_bits1.bmp",
          "os2_bits2.bmp", "os2_bits4.bmp", "os2_bits8.bmp", "rle4.bmp", "rle8.bmp"}) {
        EXPECT_EQ(difference_to_oracle(name), 0) << name;
    }
}

TEST(Decoders, GifsWithLateClearCodesAndFramesOffTheScreenGiveTheirExactPixels) {
    for (const char* name : {"beyond_screen.gif", "inside_screen.gif", "transparent.gif"}) {
        EXPECT_EQ(difference_to_oracle(name), 0) << name;
    }
    EXPECT_EQ(difference_to_oracle("deferred_clear.gif", {90, 90, 3}), 0);
}

TEST(Decoders, TiffsGiveTheirExactPixels) {
    if (!accepted_formats().ends_with("tiff")) GTEST_SKIP() << "built without libtiff";
    for (const char* name : {"strips.tiff", "palette.tiff", "grey.tiff", "grey16.tiff"}) {
        EXPECT_EQ(difference_to_oracle(name), 0) << name;
    }
    EXPECT_EQ(difference_to_oracle("turned.tiff", {23, 17, 3}), 0);
}

// heif-convert's conversion to rgb rounds otherwise by one.
TEST(Decoders, HeicAndAvifGiveThePixelsThatLibheifAndPillowSee) {
    if (accepted_formats().find("heic") == std::string::npos) GTEST_SKIP() << "built without libheif";
    for (const char* name : {"lossy.heic", "lossy.avif", "full.avif"}) {
        EXPECT_LE(difference_to_oracle(name), 1) << name;
    }
}

// Decoders of other versions may round otherwise by one.
TEST(Decoders, LossyFormatsGiveThePixelsThatPillowSees) {
    for (const char* name : {"baseline_420.jpg", "baseline_422.jpg", "baseline_444.jpg", "progressive.jpg",
                             "grey.jpg", "cmyk.jpg", "lossy.webp"}) {
        EXPECT_LE(difference_to_oracle(name), 1) << name;
    }
}

TEST(Decoders, HeicAndAvifLeaveTheThreadItsCores) {
    if (accepted_formats().find("heic") == std::string::npos) GTEST_SKIP() << "built without libheif";
    cpu_set_t before, after;
    ASSERT_EQ(::sched_getaffinity(0, sizeof before, &before), 0);
    EXPECT_TRUE(load_picture(oracle_picture("lossy.avif"), {own_size}));
    ASSERT_EQ(::sched_getaffinity(0, sizeof after, &after), 0);
    EXPECT_TRUE(CPU_EQUAL(&before, &after));
}

TEST(Decoders, AResizedJpegIsWhatTensorFlowMakesOfIt) {
    EXPECT_LE(difference_to_oracle("tensorflow.jpg"), 1);
}

TEST(Decoders, CamerasThatWereTurnedAreTurnedBack) {
    for (const char* name : {"turned.jpg", "turned.png", "turned.webp"}) {
        EXPECT_LE(difference_to_oracle(name, {23, 17, 3}), 1) << name;
        const auto as_stored = load_picture(oracle_picture(name), {own_size, Resize::tensorflow, true});
        ASSERT_TRUE(as_stored) << name;
        EXPECT_GT(largest_difference(*as_stored, file_content(oracle_picture(std::string(name) + ".rgb"))),
                  100)
            << name;
    }
}

TEST(Decoders, AGreyInputTakesTheYOfAJpeg) {
    const auto pixels = load_picture(oracle_picture("baseline_420.jpg"), {{17, 23, 1}}).value();
    EXPECT_LE(largest_difference(pixels, file_content(oracle_picture("baseline_420.jpg.grey"))), 1);
}

TEST(Decoders, AGreyInputWeighsTheColoursOfOtherFormats) {
    const std::string rgb = file_content(oracle_picture("rgb.png.rgb"));
    for (const char* name : {"rgb.png", "interlaced.png", "rgb.bmp", "topdown.bmp", "lossless.webp"}) {
        const auto grey = load_picture(oracle_picture(name), {{17, 23, 1}}).value();
        ASSERT_EQ(grey.size(), rgb.size() / 3);
        for (std::size_t i = 0; i < grey.size(); ++i) {
            const auto value = [&](std::size_t c) { return static_cast<std::uint8_t>(rgb[3 * i + c]); };
            EXPECT_NEAR(grey[i], 0.299 * value(0) + 0.587 * value(1) + 0.114 * value(2), 0.51) << name;
        }
    }
}

TEST(Decoders, TheContentTellsTheFormatAndNotTheName) {
    const TemporaryFolder folder;
    write_file(folder.path() / "ein Bild.jpg", file_content(oracle_picture("rgb.png")));
    EXPECT_EQ(load_picture(folder.path() / "ein Bild.jpg", {own_size}).value(),
              load_picture(oracle_picture("rgb.png"), {own_size}).value());
}

}  // namespace
}  // namespace nanonas
