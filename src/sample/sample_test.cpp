// SPDX-License-Identifier: MIT
#include "nanonas/sample.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <set>
#include <string>

#include "nanonas/pictures.h"
#include "sample/picture.h"
#include "system/files.h"
#include "system/temporary_folder.h"

namespace nanonas {
namespace {

namespace fs = std::filesystem;

// Every file of the set by its path in the folder.
std::map<std::string, std::string> content(const fs::path& folder) {
    std::map<std::string, std::string> files;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        if (entry.is_regular_file()) {
            files[entry.path().lexically_relative(folder).string()] = read_text(entry.path()).value();
        }
    }
    return files;
}

std::map<std::string, std::string> drawn(const SampleOptions& options) {
    const TemporaryFolder folder;
    Progress progress;
    const auto result = write_sample(folder.path() / "set", options, progress);
    EXPECT_TRUE(result) << result.error().message;
    return content(folder.path() / "set");
}

std::uint64_t fnv1a(const std::vector<std::uint8_t>& bytes) {
    std::uint64_t hash = 0xCBF29CE484222325u;
    for (const std::uint8_t byte : bytes) hash = (hash ^ byte) * 0x100000001B3u;
    return hash;
}

TEST(Sample, PixelsAreTheSameOnEveryMachine) {
    std::vector<std::uint8_t> pixels;
    for (std::uint64_t index = 0; index < 60; ++index) {
        const auto picture = sample::draw_picture(0, index, 40);
        ASSERT_EQ(picture.size(), 40u * 40 * 3);
        pixels.insert(pixels.end(), picture.begin(), picture.end());
    }
    EXPECT_EQ(fnv1a(pixels), 2454199683074381402u);
}

TEST(Sample, TheNumberOfThreadsDoesNotMatter) {
    const auto one = drawn({.count = 40, .size = 32});
    EXPECT_EQ(one.size(), 40u);
    EXPECT_EQ(one, drawn({.count = 40, .size = 32, .threads = 3}));
}

TEST(Sample, ClassesAreFilledEvenlyWithJpegsAndPngs) {
    std::map<std::string, std::map<std::string, int>> count;
    for (const auto& [path, bytes] : drawn({.count = 60, .size = 16})) {
        const bool png = bytes.starts_with("\x89PNG");
        EXPECT_TRUE(png || bytes.starts_with("\xFF\xD8\xFF")) << path;
        EXPECT_EQ(fs::path(path).extension(), png ? ".png" : ".jpg");
        ++count[fs::path(path).parent_path().string()][png ? "png" : "jpeg"];
    }
    EXPECT_EQ(count.size(), 6u);
    for (auto& [name, formats] : count) {
        EXPECT_EQ(formats["png"], 3) << name;
        EXPECT_EQ(formats["jpeg"], 7) << name;
    }
}

TEST(Sample, FilesReadBackAsTheyWereDrawn) {
    const TemporaryFolder folder;
    Progress progress;
    ASSERT_TRUE(write_sample(folder.path() / "set", {.count = 18, .size = 48}, progress));
    for (const auto& entry : fs::recursive_directory_iterator(folder.path() / "set")) {
        if (!entry.is_regular_file()) continue;
        const auto drawn_pixels = sample::draw_picture(0, std::stoul(entry.path().stem().string()), 48);
        const auto read = load_picture(entry.path(), {.shape = {48, 48, 3}}).value();
        if (entry.path().extension() == ".png") {
            EXPECT_EQ(read, drawn_pixels) << entry.path();
            continue;
        }
        double error = 0;
        for (std::size_t i = 0; i < read.size(); ++i) error += std::abs(read[i] - drawn_pixels[i]);
        EXPECT_LT(error / static_cast<double>(read.size()), 8) << entry.path();
    }
}

TEST(Sample, PicturesDifferAndSoDoSeeds) {
    std::set<std::uint64_t> pictures;
    for (std::uint64_t seed = 0; seed < 2; ++seed) {
        for (std::uint64_t index = 0; index < 100; ++index) {
            pictures.insert(fnv1a(sample::draw_picture(seed, index, 16)));
        }
    }
    EXPECT_EQ(pictures.size(), 200u);
}

TEST(Sample, TwoSetsOfOneSeedContinueEachOther) {
    auto parts = drawn({.count = 13, .size = 16, .seed = 5});
    for (auto& [path, bytes] : drawn({.count = 11, .size = 16, .seed = 5, .first = 13})) {
        EXPECT_TRUE(parts.emplace(path, bytes).second) << path;
    }
    EXPECT_EQ(parts, drawn({.count = 24, .size = 16, .seed = 5}));
}

TEST(Sample, AFolderWithSomethingInItIsRefused) {
    const TemporaryFolder folder;
    ASSERT_TRUE(write_atomically(folder.path() / "notes.txt", "mine"));
    Progress progress;
    const auto error = write_sample(folder.path(), {.count = 6, .size = 16}, progress).error();
    EXPECT_EQ(error.kind, ErrorKind::failed);
    EXPECT_EQ(error.message,
              fmt::format("\"{}\" is not empty; name a new or empty folder for the sample set.",
                          folder.path().string()));
    ASSERT_TRUE(fs::create_directory(folder.path() / ".unfinished"));
    EXPECT_FALSE(write_sample(folder.path(), {.count = 6, .size = 16}, progress));
    EXPECT_TRUE(fs::exists(folder.path() / ".unfinished"));
    EXPECT_EQ(content(folder.path()).size(), 1u);
    EXPECT_FALSE(write_sample(folder.path() / "notes.txt", {.count = 6, .size = 16}, progress));
}

TEST(Sample, AbsurdOptionsAreUsageErrors) {
    const TemporaryFolder folder;
    Progress progress;
    for (const SampleOptions& options :
         {SampleOptions{.size = 15}, SampleOptions{.size = 513}, SampleOptions{.size = -1},
          SampleOptions{.count = 0}, SampleOptions{.threads = 0}}) {
        const auto result = write_sample(folder.path() / "set", options, progress);
        ASSERT_FALSE(result);
        EXPECT_EQ(result.error().kind, ErrorKind::usage);
    }
    EXPECT_FALSE(fs::exists(folder.path() / "set"));
}

struct Stopping : Progress {
    mutable int asked = 0;
    bool stop_requested() const override { return ++asked > 20; }
};

TEST(Sample, AStoppedDrawLeavesNoPicturesAndCanBeRepeated) {
    const TemporaryFolder folder;
    Stopping stopping;
    const auto stopped = write_sample(folder.path(), {.count = 60, .size = 16}, stopping);
    ASSERT_FALSE(stopped);
    EXPECT_EQ(stopped.error().kind, ErrorKind::interrupted);
    EXPECT_TRUE(content(folder.path()).empty());
    // What a killed draw leaves behind.
    fs::create_directories(folder.path() / ".unfinished" / "stop");
    ASSERT_TRUE(write_atomically(folder.path() / ".unfinished" / "stop" / "000004.jpg", "half"));
    Progress progress;
    ASSERT_TRUE(write_sample(folder.path(), {.count = 60, .size = 16}, progress));
    EXPECT_EQ(content(folder.path()), drawn({.count = 60, .size = 16}));
}

struct Counting : Progress {
    std::int64_t done = 0;
    void update(const ProgressUpdate& now) override {
        EXPECT_EQ(now.stage, "sample");
        EXPECT_EQ(now.total, 200);
        EXPECT_GE(now.done, done);
        done = now.done;
    }
};

TEST(Sample, ProgressRisesToTheEnd) {
    const TemporaryFolder folder;
    Counting progress;
    ASSERT_TRUE(write_sample(folder.path(), {.count = 200, .size = 16, .threads = 2}, progress));
    EXPECT_EQ(progress.done, 200);
}

}  // namespace
}  // namespace nanonas
