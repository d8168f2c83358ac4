// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "pictures/test_pictures.h"

namespace nanonas {
namespace {

namespace fs = std::filesystem;

std::string error_of(const fs::path& folder, int classes_needed = 2) {
    const auto result = scan_folder(folder, classes_needed);
    return result ? "no error" : result.error().message;
}

TEST(PictureFolder, ListsClassesAndFilesInByteOrder) {
    const TemporaryFolder temporary;
    const fs::path& folder = temporary.path();
    for (const char* file :
         {"zebra/1.png", "Äpfel und Birnen/ein Bild.jpg", "ant/b.jpg", "ant/a.jpg", "ant/nested/c.jpg",
          "ant/.hidden", "ant/Thumbs.db", ".git/x.jpg", "read me.txt"}) {
        write_file(folder / file, "12345");
    }
    const PictureFolder found = scan_folder(folder).value();
    EXPECT_EQ(found.classes, (std::vector<std::string>{"ant", "zebra", "Äpfel und Birnen"}));
    std::vector<std::string> paths;
    std::vector<int> labels;
    for (const PictureFile& file : found.files) {
        paths.push_back(file.path);
        labels.push_back(file.label);
        EXPECT_EQ(file.bytes, 5u);
        EXPECT_GT(file.modified_ns, 1'500'000'000'000'000'000);
    }
    EXPECT_EQ(paths, (std::vector<std::string>{"ant/a.jpg", "ant/b.jpg", "ant/nested/c.jpg", "zebra/1.png",
                                               "Äpfel und Birnen/ein Bild.jpg"}));
    EXPECT_EQ(labels, (std::vector{0, 0, 0, 1, 2}));
    EXPECT_EQ(scan_folder(folder.string() + "/").value().files[0].path, "ant/a.jpg");
}

TEST(PictureFolder, FollowsLinkedClassesButNoLoops) {
    const TemporaryFolder temporary;
    write_file(temporary.path() / "elsewhere/1.jpg", "1");
    const fs::path folder = temporary.path() / "set";
    write_file(folder / "b/1.jpg", "1");
    fs::create_directory_symlink(temporary.path() / "elsewhere", folder / "a");
    fs::create_directory_symlink(folder, folder / "b/again");
    const PictureFolder found = scan_folder(folder).value();
    ASSERT_EQ(found.files.size(), 2u);
    EXPECT_EQ(found.files[0].path, "a/1.jpg");
    EXPECT_EQ(found.files[1].path, "b/1.jpg");
}

TEST(PictureFolder, SaysWhatIsMissing) {
    const TemporaryFolder temporary;
    const fs::path& folder = temporary.path();
    const std::string name = folder.string();
    EXPECT_EQ(error_of(folder / "none"), "There is no folder \"" + name + "/none\".");
    EXPECT_EQ(error_of(folder),
              "\"" + name + "\" has no classes; it needs a subfolder of pictures for each.");
    write_file(folder / "cats/1.jpg", "1");
    EXPECT_EQ(error_of(folder / "cats/1.jpg"), "\"" + name +
                                                   "/cats/1.jpg\" is not a folder; name one with a subfolder "
                                                   "of pictures for each class.");
    EXPECT_EQ(error_of(folder), "\"" + name +
                                    "\" has one class only, \"cats\"; at least 2 are needed, a subfolder for "
                                    "each.");
    EXPECT_EQ(error_of(folder, 1), "no error");
    fs::create_directory(folder / "dogs");
    EXPECT_EQ(error_of(folder),
              "Class \"dogs\" of \"" + name + "\" is empty; add pictures to its folder or remove it.");
}

TEST(PictureFolder, TakesNothingOfOperatingSystemsForAClassOrAPicture) {
    const TemporaryFolder temporary;
    for (const char* file :
         {"cats/1.jpg", "dogs/1.jpg", "__MACOSX/cats/._1.jpg", "@eaDir/1.jpg", ".ipynb_checkpoints/1.jpg",
          "lost+found/1", "$RECYCLE.BIN/1.jpg", "System Volume Information/1", "#recycle/1.jpg",
          "@Recycle/1.jpg", "cats/@eaDir/1.jpg/SYNOPHOTO_THUMB_M.jpg",
          "cats/.ipynb_checkpoints/1-checkpoint.jpg", "cats/thumbs.db", "cats/Desktop.ini", "cats/Icon\r"}) {
        write_file(temporary.path() / file, "1");
    }
    const PictureFolder found = scan_folder(temporary.path()).value();
    EXPECT_EQ(found.classes, (std::vector<std::string>{"cats", "dogs"}));
    ASSERT_EQ(found.files.size(), 2u);
    EXPECT_EQ(found.files[0].path, "cats/1.jpg");
}

TEST(PictureFolder, SaysToUnpackAnArchive) {
    const TemporaryFolder temporary;
    const std::string name = temporary.path().string();
    write_file(temporary.path() / "photos.zip", "PK\x03\x04 and so on");
    EXPECT_EQ(
        error_of(temporary.path() / "photos.zip"),
        "\"" + name +
            "/photos.zip\" is a zip archive; unpack it and name the folder of pictures that was in it.");
    EXPECT_EQ(error_of(temporary.path()),
              "\"" + name + "\" has no classes, but the zip archive \"photos.zip\"; unpack it.");
    write_file(temporary.path() / "photos.tar", std::string(257, '\0') + "ustar\0");
    EXPECT_EQ(
        error_of(temporary.path() / "photos.tar"),
        "\"" + name +
            "/photos.tar\" is a tar archive; unpack it and name the folder of pictures that was in it.");
}

TEST(PictureFolder, RefusesClassesWhoseNamesWouldSteerATerminal) {
    const TemporaryFolder temporary;
    write_file(temporary.path() / "dogs/1.jpg", "1");
    for (const auto& [bad, shown] :
         {std::pair{"ca\nts", "ca\\nts"}, std::pair{"\x1B[31mcats", "\\x1B[31mcats"},
          std::pair{"cats\xE2\x80\xAE", "cats\\u202E"}, std::pair{"cats\x7F", "cats\\x7F"}}) {
        write_file(temporary.path() / bad / "1.jpg", "1");
        EXPECT_EQ(error_of(temporary.path()),
                  fmt::format(
                      "The folder \"{}\" of \"{}\" has characters in its name that are no letters, such as a "
                      "line break or an escape; rename it, for its name would be that of a class.",
                      shown, temporary.path().string()));
        fs::remove_all(temporary.path() / bad);
    }
    write_file(temporary.path() / "\xE2\x80\x8F\xD7\x97\xD7\xAA\xD7\x95\xD7\x9C/1.jpg",
               "1");                                      // a mark, Hebrew
    write_file(temporary.path() / "caf\xE9/1.jpg", "1");  // Latin 1
    EXPECT_EQ(scan_folder(temporary.path()).value().classes.size(), 3u);
}

}  // namespace
}  // namespace nanonas
