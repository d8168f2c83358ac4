// SPDX-License-Identifier: MIT
#include "run/output_place.h"

#include <gtest/gtest.h>

#include "system/temporary_folder.h"

namespace nanonas {
namespace {

namespace fs = std::filesystem;

class OutputPlace : public testing::Test {
  protected:
    OutputPlace() {
        fs::create_directories(folder() / "photos/cats");
        fs::create_directories(folder() / "tests");
        settings_.pictures = folder() / "photos";
        settings_.test = folder() / "tests/";
    }
    fs::path folder() const { return temporary_.path(); }
    bool refused(const fs::path& out) const {
        const auto result = apart_from_pictures(settings_, out);
        EXPECT_TRUE(result || result.error().kind == ErrorKind::usage);
        return !result;
    }

    TemporaryFolder temporary_;
    RunSettings settings_;
};

TEST_F(OutputPlace, InOrOnAFolderOfPicturesIsRefused) {
    for (const char* out :
         {"photos", "photos/", "photos/run", "photos/cats/run", "photos/../photos/a/b", "tests", "tests/run"})
        EXPECT_TRUE(refused(folder() / out)) << out;
    EXPECT_EQ(apart_from_pictures(settings_, folder() / "photos/run").error().message,
              fmt::format("\"{0}/photos/run\" lies in the folder of pictures \"{0}/photos\", where the run's "
                          "files would be "
                          "taken for pictures; name a folder elsewhere (--out).",
                          folder().string()));
}

TEST_F(OutputPlace, BesideOrAroundAFolderOfPicturesIsFine) {
    for (const char* out : {"", "run", "photos2", "photos/../run"})
        EXPECT_FALSE(refused(folder() / out)) << out;
}

TEST_F(OutputPlace, ALinkIntoAFolderOfPicturesIsFollowed) {
    fs::create_directory_symlink(folder() / "photos/cats", folder() / "link");
    EXPECT_TRUE(refused(folder() / "link/run"));
}

TEST_F(OutputPlace, ACacheInAFolderOfPicturesIsRefused) {
    settings_.cache = folder() / "photos/cache";
    EXPECT_TRUE(refused(folder() / "run"));
}

TEST_F(OutputPlace, TheSampleSetHasNoPlace) {
    settings_ = {};
    EXPECT_FALSE(refused(folder()));
}

}  // namespace
}  // namespace nanonas
