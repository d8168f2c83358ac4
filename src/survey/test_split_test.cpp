// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <set>

#include "base/random.h"
#include "nanonas/survey.h"
#include "pictures/encode_png.h"
#include "system/files.h"
#include "system/temporary_folder.h"

namespace nanonas {
namespace {

namespace fs = std::filesystem;
using Paths = std::set<std::string>;

struct Silent : Progress {
    void update(const ProgressUpdate&) override {}
    void note(std::string_view) override {}
    bool stop_requested() const override { return false; }
};

class TestSplits : public testing::Test {
  protected:
    // A picture that looks like no other of another `look`, but for its brightness.
    void write(const std::string& path, std::uint64_t look, int brightness = 0) const {
        constexpr InputShape shape{18, 18, 3};
        std::vector<std::uint8_t> pixels;
        for (int i = 0; i < shape.height * shape.width; ++i) {
            const auto field = static_cast<std::uint64_t>(i / shape.width / 2 * 9 + i % shape.width / 2);
            Random random(look, RandomPurpose::test, field);
            const auto value =
                static_cast<std::uint8_t>(random.below(200) + static_cast<std::uint32_t>(brightness));
            pixels.insert(pixels.end(), 3, value);
        }
        fs::create_directories((folder() / path).parent_path());
        EXPECT_TRUE(write_atomically(folder() / path, encode_png(pixels, shape).value()));
    }
    fs::path folder() const { return temporary_.path() / "pictures"; }

    PictureSet open() {
        const PictureFolder listed = scan_folder(folder()).value();
        return PictureSet::open(listed, {{18, 18, 3}}, {.folder = temporary_.path() / "cache"}, silent_)
            .value();
    }
    static Paths paths(const PictureSet& set, const std::vector<std::uint32_t>& pictures) {
        Paths all;
        for (const std::uint32_t picture : pictures) all.insert(set.path(picture));
        return all;
    }

    TemporaryFolder temporary_;
    Silent silent_;
};

TEST_F(TestSplits, GiveEachClassItsShareAndLeaveNoPictureOut) {
    for (std::uint64_t i = 0; i < 20; ++i) write(fmt::format("a/{}.png", i), i);
    for (std::uint64_t i = 0; i < 10; ++i) write(fmt::format("b/{}.png", i), 100 + i);
    const PictureSet set = open();
    const TestSplit split = split_off_test(set, 0.2, 7).value();
    ASSERT_EQ(split.test.size(), 6u);
    EXPECT_EQ(std::count_if(split.test.begin(), split.test.end(), [&](auto i) { return set.label(i) == 0; }),
              4);
    Paths all = paths(set, split.test);
    all.merge(paths(set, split.rest));
    EXPECT_EQ(all.size(), 30u);
    EXPECT_EQ(split.test.size() + split.rest.size(), 30u);
    EXPECT_EQ(split.sentence,
              "6 of 30 pictures are set apart for the test; those that look nearly equal or have the same "
              "name before "
              "a number are on one side.");
    EXPECT_EQ(split_off_test(set, 0.2, 7).value().test, split.test);
    EXPECT_NE(split_off_test(set, 0.2, 8).value().test, split.test);
}

TEST_F(TestSplits, KeepFilmsOnOneSide) {
    for (std::uint64_t film = 0; film < 10; ++film) {
        for (std::uint64_t frame = 0; frame < 4; ++frame) {
            write(fmt::format("a/film{}_{:03}.png", film, frame), film * 10 + frame);
            write(fmt::format("b/film {}/{}.png", film, frame), 1000 + film * 10 + frame);
        }
    }
    const PictureSet set = open();
    for (std::uint64_t seed = 0; seed < 5; ++seed) {
        const TestSplit split = split_off_test(set, 0.2, seed).value();
        EXPECT_EQ(split.test.size(), 16u);
        Paths films;
        for (const std::string& path : paths(set, split.test))
            films.insert(path.substr(0, path.find_last_of("_/")));
        EXPECT_EQ(films.size(), 4u);
    }
}

TEST_F(TestSplits, KeepPicturesThatLookAlikeOnOneSide) {
    for (std::uint64_t i = 0; i < 10; ++i) {
        for (const char* name : {"x", "y", "z"}) {
            write(fmt::format("a/{}-{}.png", i, name), i, name[0] - 'x');
            write(fmt::format("b/{}-{}.png", i, name), 100 + i, name[0] - 'x');
        }
    }
    const PictureSet set = open();
    const TestSplit split = split_off_test(set, 0.2, 3).value();
    EXPECT_EQ(split.test.size(), 12u);
    std::map<std::string, int> copies;
    for (const std::string& path : paths(set, split.test)) ++copies[path.substr(0, path.find('-'))];
    for (const auto& [look, count] : copies) EXPECT_EQ(count, 3) << look;
}

TEST_F(TestSplits, DivideNamesThatOnlyCountAndSaySo) {
    for (std::uint64_t i = 0; i < 20; ++i) {
        write(fmt::format("cat/cat.{}.png", i), i);
        write(fmt::format("dog/dog.{}.png", i), 100 + i);
    }
    const TestSplit split = split_off_test(open(), 0.25, 0).value();
    EXPECT_EQ(split.test.size(), 10u);
    EXPECT_NE(split.sentence.find("too few names differ"), std::string::npos) << split.sentence;
}

TEST_F(TestSplits, OfAClassWithTooFewPicturesAreRefused) {
    for (std::uint64_t i = 0; i < 5; ++i) write(fmt::format("a/{}.png", i), i);
    for (std::uint64_t i = 0; i < 2; ++i) write(fmt::format("b/{}.png", i), 100 + i);
    EXPECT_EQ(split_off_test(open(), 0.2, 0).error().message,
              "Class \"b\" has too few pictures (2) to set some apart for the test; it needs at least 3.");
}

}  // namespace
}  // namespace nanonas
