// SPDX-License-Identifier: MIT
// The whole folder through the cache.
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>
#include <thread>

#include "pictures/picture_format.h"
#include "pictures/test_pictures.h"

namespace nanonas {
namespace {

namespace fs = std::filesystem;

class PictureSets : public testing::Test {
  protected:
    fs::path pictures() const { return temporary_.path() / "pictures"; }
    fs::path cache() const { return temporary_.path() / "cache"; }

    // The cache's only file.
    fs::path cache_file() const {
        fs::path file;
        for (const auto& entry : fs::directory_iterator(cache())) {
            EXPECT_TRUE(file.empty()) << "a second file in the cache: " << entry.path();
            file = entry.path();
        }
        return file;
    }

    Result<PictureSet> open(CacheOptions options = {}, const DecodeOptions& decode = {{8, 8, 3}}) {
        options.folder = cache();
        progress_.notes.clear();
        const auto folder = scan_folder(pictures());
        if (!folder) return tl::unexpected(folder.error());
        return PictureSet::open(*folder, decode, options, progress_);
    }

    std::string error_of(const CacheOptions& options = {}) {
        const auto set = open(options);
        return set ? "no error" : set.error().message;
    }

    TemporaryFolder temporary_;
    RecordedProgress progress_;
};

std::vector<std::uint8_t> read(const PictureSet& set, std::uint32_t picture) {
    std::vector<std::uint8_t> pixels(static_cast<std::size_t>(set.shape().bytes()));
    EXPECT_TRUE(set.read(picture, pixels));
    return pixels;
}

TEST_F(PictureSets, ServeEveryPictureInTheFoldersOrder) {
    write_two_classes(pictures(), 20);
    const PictureSet set = open().value();
    EXPECT_EQ(set.classes(), (std::vector<std::string>{"cats", "dogs"}));
    EXPECT_EQ(set.shape(), (InputShape{8, 8, 3}));
    ASSERT_EQ(set.size(), 40u);
    EXPECT_EQ(set.path(0), "cats/100.bmp");
    EXPECT_EQ(set.path(39), "dogs/119.bmp");
    for (std::uint32_t i = 0; i < set.size(); ++i) {
        EXPECT_EQ(set.label(i), i < 20 ? 0 : 1);
        const auto pixels = read(set, i);
        EXPECT_EQ(pixels[0], 100 + set.label(i));
        EXPECT_EQ(pixels[1], i % 20);
        EXPECT_EQ(pixels.back(), 0);
    }
    EXPECT_EQ(progress_.last_done, 40);
    EXPECT_EQ(progress_.last_total, 40);
}

TEST_F(PictureSets, TheCacheIsTheSameForAnyNumberOfThreads) {
    write_two_classes(pictures(), 30);
    write_file(pictures() / "cats/bad.png", "no picture");
    std::string expected;
    for (int threads : {1, 2, 3, 7}) {
        ASSERT_TRUE(open({.skip_unreadable = true, .threads = threads}));
        const std::string content = file_content(cache_file());
        if (expected.empty()) expected = content;
        EXPECT_EQ(content, expected) << threads;
        fs::remove_all(cache());
    }
}

// Whether the cache was used shows in pixels that change behind its back: same size, same time.
TEST_F(PictureSets, ASecondOpenDecodesNothing) {
    write_two_classes(pictures(), 3);
    ASSERT_TRUE(open());
    const fs::path file = pictures() / "cats/100.bmp";
    const auto time = fs::last_write_time(file);
    write_file(file, plain_bmp(12, 12, 200, 200, 200));
    fs::last_write_time(file, time);
    EXPECT_EQ(read(open().value(), 0)[0], 100);
    EXPECT_TRUE(progress_.notes.empty());

    fs::last_write_time(file, time + std::chrono::seconds(1));
    EXPECT_EQ(read(open().value(), 0)[0], 200);
    cache_file();
}

TEST_F(PictureSets, OtherSettingsHaveACacheOfTheirOwn) {
    write_two_classes(pictures(), 3);
    ASSERT_TRUE(open({}, {{8, 8, 3}}));
    EXPECT_EQ(open({}, {{8, 8, 1}}).value().shape().channels, 1);
    ASSERT_TRUE(open({}, {{8, 8, 3}, Resize::antialiased}));
    ASSERT_TRUE(open({}, {{8, 8, 3}, Resize::tensorflow, true}));
    const auto files = std::distance(fs::directory_iterator(cache()), fs::directory_iterator());
    EXPECT_EQ(files, 4);
}

TEST_F(PictureSets, AddedAndRemovedPicturesAreNoticed) {
    write_two_classes(pictures(), 3);
    EXPECT_EQ(open().value().size(), 6u);
    fs::remove(pictures() / "cats/101.bmp");
    EXPECT_EQ(open().value().size(), 5u);
    write_file(pictures() / "dogs/x.bmp", plain_bmp(9, 9, 1, 2, 3));
    EXPECT_EQ(open().value().size(), 6u);
    cache_file();
}

TEST_F(PictureSets, AnOpenSetSurvivesTheReplacementOfItsCache) {
    write_two_classes(pictures(), 3);
    const PictureSet set = open().value();
    write_file(pictures() / "cats/100.bmp", plain_bmp(20, 20, 7, 7, 7));
    EXPECT_EQ(read(open().value(), 0)[0], 7);
    EXPECT_EQ(read(set, 0)[0], 100);
}

TEST_F(PictureSets, ACacheCutOffWhileInUseIsAnErrorOfTheRead) {
    write_two_classes(pictures(), 3);
    const PictureSet set = open().value();
    const fs::path file = cache_file();
    fs::resize_file(file, 4096 + 100);
    std::vector<std::uint8_t> pixels(192);
    EXPECT_EQ(set.read(5, pixels).error().message,
              "The cache \"" + file.string() + "\" could not be read: it ends early; delete it.");
}

TEST_F(PictureSets, AnAbsurdInputShapeIsAUsageError) {
    write_two_classes(pictures(), 2);
    for (const InputShape& shape : {InputShape{0, 0, 3}, InputShape{8, 8, 2}, InputShape{8, -1, 1}}) {
        const auto set = open({}, {shape});
        ASSERT_FALSE(set);
        EXPECT_EQ(set.error().kind, ErrorKind::usage);
        EXPECT_EQ(load_picture(pictures() / "cats/100.bmp", {shape}).error().kind, ErrorKind::usage);
    }
}

TEST_F(PictureSets, ADamagedCacheIsMadeAgainWithANote) {
    write_two_classes(pictures(), 5);
    ASSERT_TRUE(open());
    const std::string intact = file_content(cache_file());
    const auto damage = [&](std::size_t at) {
        std::string content = intact;
        content[at] = static_cast<char>(content[at] ^ 1);
        return content;
    };
    const std::pair<std::string, std::string> cases[] = {
        {damage(30), "damaged (its header)"},
        {damage(intact.size() - 1), "damaged (its list of pictures)"},
        {intact.substr(0, intact.size() - 1), "damaged (its size)"},
        {intact.substr(0, 20), "damaged (its header)"},
        {"", "damaged (its header)"},
    };
    for (const auto& [content, reason] : cases) {
        write_file(cache_file(), content);
        ASSERT_TRUE(open()) << reason;
        ASSERT_EQ(progress_.notes.size(), 1u) << reason;
        EXPECT_NE(progress_.notes[0].find(reason), std::string::npos) << progress_.notes[0];
        EXPECT_EQ(file_content(cache_file()), intact) << reason;
    }
}

TEST_F(PictureSets, VerifyNoticesASinglePixel) {
    write_two_classes(pictures(), 5);
    ASSERT_TRUE(open());
    const std::string intact = file_content(cache_file());
    std::string content = intact;
    content[4096 + 5] = static_cast<char>(content[4096 + 5] ^ 1);
    write_file(cache_file(), content);
    ASSERT_TRUE(open());
    EXPECT_EQ(file_content(cache_file()), content);
    ASSERT_TRUE(open({.verify = true}));
    ASSERT_EQ(progress_.notes.size(), 1u);
    EXPECT_NE(progress_.notes[0].find("damaged (its pictures)"), std::string::npos);
    EXPECT_EQ(file_content(cache_file()), intact);
    ASSERT_TRUE(open({.verify = true}));
    EXPECT_TRUE(progress_.notes.empty());
}

TEST_F(PictureSets, UnreadablePicturesStopWithTheirNumberAndTheFirstFive) {
    write_two_classes(pictures(), 4);
    for (int i = 0; i < 6; ++i) {
        write_file(pictures() / "cats" / ("bad " + std::to_string(i) + ".jpg"), "text");
    }
    fs::create_symlink("nowhere", pictures() / "dogs/gone.jpg");
    const std::string one =
        ".jpg\" is not an image nanonas can read (unknown signature 74 65 78 74 …); it accepts " +
        accepted_formats() + ".";
    const std::string expected =
        "7 of 15 pictures in \"" + pictures().string() +
        "\" can't be read; replace or remove them, or leave them out with --skip-unreadable:\n"
        "  \"cats/bad 0" +
        one + "\n  \"cats/bad 1" + one + "\n  \"cats/bad 2" + one + "\n  \"cats/bad 3" + one +
        "\n  \"cats/bad 4" + one + "\n  and 2 more";
    EXPECT_EQ(error_of(), expected);
    EXPECT_EQ(error_of(), expected) << "from the cache";
}

TEST_F(PictureSets, SkippedPicturesAreListedAndLeaveNoGap) {
    write_two_classes(pictures(), 4);
    write_file(pictures() / "cats/101.bmp", "text");
    fs::create_symlink("nowhere", pictures() / "dogs/gone.jpg");
    for (const char* when : {"built", "from the cache"}) {
        const PictureSet set = open({.skip_unreadable = true}).value();
        EXPECT_EQ(set.size(), 7u) << when;
        ASSERT_EQ(set.unreadable().size(), 2u) << when;
        EXPECT_EQ(set.unreadable()[0].path, "cats/101.bmp");
        EXPECT_EQ(set.unreadable()[1].reason,
                  "\"dogs/gone.jpg\" could not be opened: No such file or directory.");
        EXPECT_EQ(set.path(1), "cats/102.bmp");
        EXPECT_EQ(read(set, 1)[1], 2);
        EXPECT_EQ(set.label(3), 1);
        ASSERT_EQ(progress_.notes.size(), 1u) << when;
        EXPECT_TRUE(progress_.notes[0].starts_with("2 of 9 pictures")) << progress_.notes[0];
    }
}

TEST_F(PictureSets, APictureThatBecomesReadableIsTakenIn) {
    write_two_classes(pictures(), 4);
    fs::create_symlink("later.bmp", pictures() / "dogs/gone.jpg");
    EXPECT_EQ(open({.skip_unreadable = true}).value().size(), 8u);
    const PictureFolder before = scan_folder(pictures()).value();
    write_file(pictures() / "dogs/later.bmp", plain_bmp(9, 9, 1, 2, 3));
    // The folder as it was listed before: its key is the same.
    const auto set = PictureSet::open(before, {{8, 8, 3}}, {.folder = cache()}, progress_);
    ASSERT_TRUE(set) << set.error().message;
    EXPECT_EQ(set->size(), 9u);
}

TEST_F(PictureSets, NothingReadableIsAnError) {
    write_file(pictures() / "a/1.jpg", "x");
    write_file(pictures() / "b/1.jpg", "");
    for (bool skip : {false, true}) {
        EXPECT_TRUE(error_of({.skip_unreadable = skip})
                        .starts_with("None of the 2 files in \"" + pictures().string() +
                                     "\" is a picture that can be read:\n  \"a/1.jpg\" is not an image"));
    }
}

TEST_F(PictureSets, SmallPicturesAreEnlargedWithOneNote) {
    write_two_classes(pictures(), 4, 12);
    write_file(pictures() / "cats/low.bmp", plain_bmp(7, 30, 9, 9, 9));
    write_file(pictures() / "cats/narrow.bmp", plain_bmp(30, 7, 9, 9, 9));
    for (const char* when : {"built", "from the cache"}) {
        const PictureSet set = open().value();
        EXPECT_EQ(set.smaller_than_input(), 2u) << when;
        EXPECT_EQ(progress_.notes,
                  std::vector<std::string>{"2 of 10 pictures are smaller than 8x8 and were enlarged."})
            << when;
    }
}

TEST_F(PictureSets, WhatIsLostOfPicturesIsTold) {
    write_two_classes(pictures(), 4);
    for (const char* name : {"alpha.png", "transparent.gif"})
        write_file(pictures() / "cats" / name, file_content(oracle_picture(name)));
    write_file(pictures() / "dogs/rgb16.png", file_content(oracle_picture("rgb16.png")));
    for (const char* when : {"built", "from the cache"}) {
        EXPECT_TRUE(open()) << when;
        EXPECT_EQ(progress_.notes,
                  (std::vector<std::string>{
                      "2 of 11 pictures have transparent parts; what lies under them is seen as if it were "
                      "not transparent.",
                      "1 of 11 pictures has more than 8 bits a channel, of which the highest 8 are taken."}))
            << when;
    }
}

TEST_F(PictureSets, AnOpaqueAlphaChannelIsNoLoss) {
    write_two_classes(pictures(), 4);
    write_file(pictures() / "cats/rgb.png", file_content(oracle_picture("rgb.png")));
    write_file(pictures() / "cats/v5.bmp", file_content(oracle_picture("v5.bmp")));
    EXPECT_TRUE(open());
    EXPECT_TRUE(progress_.notes.empty());
}

TEST_F(PictureSets, PicturesThatBecomeEqualAreTold) {
    for (const char* name : {"a/1.bmp", "a/2.bmp", "b/1.bmp"})
        write_file(pictures() / name, plain_bmp(9, 9, 7, 7, 7));
    for (const char* when : {"built", "from the cache"}) {
        EXPECT_TRUE(open()) << when;
        EXPECT_EQ(progress_.notes,
                  (std::vector<std::string>{fmt::format(
                      "All 3 pictures in \"{}\" are equal once they are 8x8: no network can tell them apart.",
                      pictures().string())}))
            << when;
    }
}

TEST_F(PictureSets, APartIsASetOfItsOwn) {
    write_two_classes(pictures(), 4);
    std::optional<PictureSet> whole = open().value();
    const PictureSet part = whole->part({1, 5, 6}), of_part = part.part({2});
    whole.reset();
    ASSERT_EQ(part.size(), 3u);
    EXPECT_EQ(part.path(1), "dogs/101.bmp");
    EXPECT_EQ(part.label(0), 0);
    EXPECT_EQ(part.label(2), 1);
    EXPECT_EQ(read(part, 2)[1], 2);
    EXPECT_EQ(of_part.path(0), "dogs/102.bmp");
}

TEST_F(PictureSets, SpacesAndUtf8InNamesAreFine) {
    write_file(pictures() / "große Hunde/ein Bild.bmp", plain_bmp(9, 9, 5, 5, 5));
    write_file(pictures() / "猫/写真 1.bmp", plain_bmp(9, 9, 6, 6, 6));
    const PictureSet set = open().value();
    EXPECT_EQ(set.classes(), (std::vector<std::string>{"große Hunde", "猫"}));
    EXPECT_EQ(set.path(1), "猫/写真 1.bmp");
    EXPECT_EQ(read(set, 1)[0], 6);
}

TEST_F(PictureSets, AStopLeavesNothingBehind) {
    write_two_classes(pictures(), 4);
    progress_.stop = true;
    for (int threads : {1, 3}) {
        const auto set = open({.threads = threads});
        ASSERT_FALSE(set);
        EXPECT_EQ(set.error().kind, ErrorKind::interrupted);
        EXPECT_TRUE(fs::is_empty(cache()));
    }
}

TEST_F(PictureSets, WhatAKilledProcessLeftIsRemovedAfterAnHour) {
    write_two_classes(pictures(), 4);
    ASSERT_TRUE(open());
    const fs::path cache_path = cache_file(), old = cache_path.string() + ".abcdef",
                   young = cache_path.string() + ".ghijkl";
    write_file(old, "half");
    write_file(young, "half");
    fs::last_write_time(old, fs::file_time_type::clock::now() - std::chrono::hours(2));
    fs::remove(cache_path);
    ASSERT_TRUE(open());
    EXPECT_FALSE(fs::exists(old));
    EXPECT_TRUE(fs::exists(young));
}

TEST_F(PictureSets, TwoMayBuildTheSameCacheAtOnce) {
    write_two_classes(pictures(), 40);
    const PictureFolder folder = scan_folder(pictures()).value();
    std::vector<std::string> outcomes(4);
    std::vector<std::thread> threads;
    threads.reserve(outcomes.size());
    for (std::string& outcome : outcomes) {
        threads.emplace_back([&] {
            RecordedProgress progress;
            const auto set = PictureSet::open(folder, {{8, 8, 3}}, {.folder = cache()}, progress);
            outcome = !set ? set.error().message : read(*set, 79)[1] == 39 ? "right" : "wrong";
        });
    }
    for (std::thread& thread : threads) thread.join();
    for (const std::string& outcome : outcomes) EXPECT_EQ(outcome, "right");
    cache_file();
}

TEST_F(PictureSets, AnUnusableCacheFolderIsNamed) {
    write_two_classes(pictures(), 2);
    write_file(cache(), "a file");
    EXPECT_EQ(error_of(), "The cache folder \"" + cache().string() +
                              "\" could not be made: Not a directory; name another with --cache.");
}

TEST_F(PictureSets, AFullDiskIsOneSentenceAndLeavesNothing) {
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    write_two_classes(pictures(), 40);
    const auto open_on_a_full_disk = [&] {
        std::signal(SIGXFSZ, SIG_IGN);
        const rlimit limit{6000, 6000};
        ::setrlimit(RLIMIT_FSIZE, &limit);
        const std::string message = error_of();
        ::write(STDERR_FILENO, message.data(), message.size());
        std::_Exit(fs::is_empty(cache()) ? 0 : 1);
    };
    EXPECT_EXIT(open_on_a_full_disk(), testing::ExitedWithCode(0),
                "could not be written: File too large; free some space or name another folder with --cache");
}

TEST_F(PictureSets, TheCacheStandsWhereTheDesktopWantsIt) {
    write_two_classes(pictures(), 2);
    const PictureFolder folder = scan_folder(pictures()).value();
    ::setenv("XDG_CACHE_HOME", (temporary_.path() / "xdg").c_str(), 1);
    ASSERT_TRUE(PictureSet::open(folder, {{8, 8, 3}}, {}, progress_));
    EXPECT_FALSE(fs::is_empty(temporary_.path() / "xdg/nanonas"));
    ::unsetenv("XDG_CACHE_HOME");
    ::setenv("HOME", (temporary_.path() / "home").c_str(), 1);
    ASSERT_TRUE(PictureSet::open(folder, {{8, 8, 3}}, {}, progress_));
    EXPECT_FALSE(fs::is_empty(temporary_.path() / "home/.cache/nanonas"));
}

}  // namespace
}  // namespace nanonas
