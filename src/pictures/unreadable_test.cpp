// SPDX-License-Identifier: MIT
// Files that are no pictures, or no longer: each gets a sentence, none a crash.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "base/random.h"
#include "pictures/picture_format.h"
#include "pictures/test_pictures.h"

namespace nanonas {
namespace {

namespace fs = std::filesystem;

constexpr DecodeOptions options{{8, 8, 3}};

class Unreadable : public testing::Test {
  protected:
    fs::path path(std::string_view name) const { return folder_.path() / name; }

    // The error without the folder's name.
    std::string error_of(std::string_view name) const {
        const auto result = load_picture(path(name), options);
        if (result) return "no error";
        std::string message = result.error().message;
        const std::size_t at = message.find(folder_.path().string());
        return at == std::string::npos ? message : message.erase(at, folder_.path().string().size() + 1);
    }

    TemporaryFolder folder_;
};

TEST_F(Unreadable, ATextFileNamedJpg) {
    write_file(path("notes.jpg"), "hello\n");
    EXPECT_EQ(
        error_of("notes.jpg"),
        "\"notes.jpg\" is not an image nanonas can read (unknown signature 68 65 6C 6C …); it accepts " +
            accepted_formats() + ".");
}

TEST_F(Unreadable, AnEmptyFile) {
    write_file(path("empty.png"), "");
    EXPECT_EQ(error_of("empty.png"), "\"empty.png\" is empty; replace it with a picture or remove it.");
}

TEST_F(Unreadable, AFolderInPlaceOfAFile) {
    fs::create_directory(path("1.jpg"));
    EXPECT_EQ(error_of("1.jpg"), "\"1.jpg\" is not a file; replace it with a picture or remove it.");
}

TEST_F(Unreadable, ALinkToNowhere) {
    fs::create_symlink("nowhere", path("1.jpg"));
    EXPECT_EQ(error_of("1.jpg"), "\"1.jpg\" could not be opened: No such file or directory.");
}

TEST_F(Unreadable, APipeIsNotWaitedFor) {
    ASSERT_EQ(::mkfifo(path("pipe").c_str(), 0600), 0);
    EXPECT_EQ(error_of("pipe"), "\"pipe\" is not a file; replace it with a picture or remove it.");
}

TEST_F(Unreadable, AnythingCutInHalf) {
    for (const char* name :
         {"baseline_420.jpg", "progressive.jpg", "rgb16.png", "interlaced.png", "rgb.bmp", "palette.bmp",
          "topdown.bmp", "rle8.bmp", "palette.gif", "lossless.webp", "lossy.webp", "animated.webp"}) {
        const std::string whole = file_content(oracle_picture(name));
        write_file(path(name), whole.substr(0, whole.size() / 2));
        EXPECT_TRUE(error_of(name).ends_with(
            "picture (the file ends before the picture does); replace or remove it."))
            << error_of(name);
    }
}

TEST_F(Unreadable, AJpegWhoseDataStopAtTheEndMarker) {
    const std::string whole = file_content(oracle_picture("baseline_444.jpg"));
    write_file(path("1.jpg"), whole.substr(0, whole.size() - 60) + "\xFF\xD9");
    EXPECT_EQ(
        error_of("1.jpg"),
        "\"1.jpg\" is a damaged jpeg picture (Corrupt JPEG data: premature end of data segment); replace "
        "or remove it.");
}

TEST_F(Unreadable, AJpegThatHasTooManyScans) {
    const std::string whole = file_content(oracle_picture("progressive.jpg"));
    const std::size_t scan = whole.find("\xFF\xDA"), tables_after = whole.find("\xFF\xC4", scan);
    std::string file = whole.substr(0, tables_after);
    for (int i = 0; i < 600; ++i) file += whole.substr(scan, tables_after - scan);
    write_file(path("1.jpg"), file + whole.substr(tables_after));
    EXPECT_EQ(error_of("1.jpg"),
              "\"1.jpg\" is a damaged jpeg picture (it has too many scans); replace or remove it.");
}

TEST_F(Unreadable, AJpegWithBytesTooManyIsStillReadable) {
    const std::string whole = file_content(oracle_picture("baseline_444.jpg"));
    write_file(path("1.jpg"), whole + "some more");
    EXPECT_EQ(error_of("1.jpg"), "no error");
    write_file(path("2.jpg"), whole.substr(0, whole.size() - 2) + "extra" + whole.substr(whole.size() - 2));
    EXPECT_EQ(error_of("2.jpg"), "no error");
}

TEST_F(Unreadable, MoreThan100MegapixelsFromTheHeader) {
    for (const char* name :
         {"too_large.jpg", "too_large.png", "too_large.gif", "too_large.bmp", "too_large.webp"}) {
        fs::copy_file(oracle_picture(name), path(name));
        EXPECT_EQ(error_of(name), fmt::format("\"{}\" is 12000 x 9000 pixels large; nanonas reads up to 100 "
                                              "megapixels and 65535 a side: make it smaller.",
                                              name));
    }
}

TEST_F(Unreadable, WhatNanonasDoesNotReadIsNamedWithWhatConvertsIt) {
    write_file(path("1.jp2"), std::string("\0\0\0\x0CjP  \r\n\x87\n", 12));
    EXPECT_EQ(
        error_of("1.jp2"),
        "\"1.jp2\" is a JPEG 2000 picture, which nanonas doesn't read; convert it, for example with: magick "
        "mogrify -format png FILES.");
    write_file(path("2.jpg"), "PK\x03\x04");
    EXPECT_EQ(error_of("2.jpg"), "\"2.jpg\" is a zip archive; unpack it and remove it from the folder.");
    write_file(path("3.jpg"), std::string("\0\0\0\x20"
                                          "ftypisom",
                                          12));
    EXPECT_EQ(error_of("3.jpg"),
              "\"3.jpg\" is a film, which nanonas doesn't read; take pictures out of it, for example with: "
              "ffmpeg -i "
              "FILE %04d.png.");
}

TEST_F(Unreadable, WhatIsIntactButNotReadIsNotCalledDamaged) {
    std::string bmp = file_content(oracle_picture("rgb.bmp"));
    bmp[30] = 5;  // its compression: a png inside
    write_file(path("1.bmp"), bmp);
    EXPECT_EQ(error_of("1.bmp"),
              "\"1.bmp\" is a bmp picture of a kind that nanonas doesn't read (a png inside); convert it to "
              "png or jpeg.");
    std::string jpeg = file_content(oracle_picture("baseline_444.jpg"));
    jpeg[jpeg.find("\xFF\xC0") + 1] = '\xC3';  // lossless
    write_file(path("2.jpg"), jpeg);
    EXPECT_EQ(error_of("2.jpg"),
              "\"2.jpg\" is a jpeg picture of a kind that nanonas doesn't read (Unsupported JPEG process: "
              "SOF type 0xc3); "
              "convert it to png or jpeg.");
}

TEST_F(Unreadable, ABmpWhoseNumbersMakeNoSense) {
    const auto error_with = [&](std::size_t at, const std::string& bytes) {
        std::string bmp = file_content(oracle_picture("rgb.bmp"));
        write_file(path("1.bmp"), bmp.replace(at, bytes.size(), bytes));
        return error_of("1.bmp");
    };
    EXPECT_EQ(error_with(28, "\x07"),
              "\"1.bmp\" is a damaged bmp picture (7 bits a pixel make no sense); replace or remove it.");
    EXPECT_EQ(error_with(26, "\x02"),
              "\"1.bmp\" is a damaged bmp picture (it has other than one plane); replace or remove it.");
    EXPECT_EQ(error_with(10, "\x04"),
              "\"1.bmp\" is a damaged bmp picture (its pixels lie in its header); replace or remove it.");
    EXPECT_EQ(
        error_with(11, "\xFF"),
        "\"1.bmp\" is a damaged bmp picture (the file ends before the picture does); replace or remove it.");
    EXPECT_EQ(error_with(22, std::string("\0\0\0\x80", 4)),
              "\"1.bmp\" is 23 x 2147483648 pixels large; nanonas reads up to 100 megapixels and 65535 a "
              "side: make it "
              "smaller.");
}

// What matters here is that nothing crashes or hangs, above all under the sanitizers.
TEST_F(Unreadable, HostileFilesNeverCrash) {
    int refused = 0;
    for (const auto& entry : fs::directory_iterator(oracle_picture(""))) {
        const std::string name = entry.path().filename().string();
        if (name.ends_with(".rgb") || name.ends_with(".grey") || name.starts_with("too_large")) continue;
        const std::string whole = file_content(entry.path());
        Random random(1, RandomPurpose::test, whole.size());
        for (int i = 0; i < 60; ++i) {
            std::string bad = whole;
            for (std::uint32_t flips = 1 + random.below(8); flips > 0; --flips) {
                // Headers are more interesting than pixels.
                const auto size = static_cast<std::uint32_t>(bad.size());
                const std::uint32_t at = random.below(random.below(2) == 0 ? std::min(size, 64u) : size);
                bad[at] = static_cast<char>(random.bits());
            }
            if (random.below(4) == 0) bad.resize(random.below(static_cast<std::uint32_t>(bad.size())));
            write_file(path("bad"), bad);
            const auto result = load_picture(path("bad"), options);
            if (!result) {
                ++refused;
                EXPECT_TRUE(result.error().message.ends_with('.')) << result.error().message;
            } else {
                EXPECT_EQ(result->size(), 192u);
            }
        }
    }
    EXPECT_GT(refused, 100);
}

}  // namespace
}  // namespace nanonas
