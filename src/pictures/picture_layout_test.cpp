// SPDX-License-Identifier: MIT
#include "nanonas/picture_layout.h"

#include <gtest/gtest.h>

#include "pictures/data_set_part.h"
#include "pictures/test_pictures.h"

namespace nanonas {
namespace {

namespace fs = std::filesystem;

class Layout : public testing::Test {
  protected:
    const fs::path& folder() const { return temporary_.path(); }
    std::string name() const { return folder().string(); }

    void write(std::initializer_list<const char*> files) const {
        for (const char* file : files) write_file(folder() / file, "1");
    }
    DividedPictures scan(const fs::path& test = {}) const {
        auto result = scan_pictures(folder(), test);
        if (!result) ADD_FAILURE() << result.error().message;
        return result ? *std::move(result) : DividedPictures();
    }
    std::string error() const {
        const auto result = scan_pictures(folder(), {});
        return result ? "no error" : result.error().message;
    }
    static std::vector<std::string> paths(const PictureFolder& pictures) {
        std::vector<std::string> all;
        for (const PictureFile& file : pictures.files) all.push_back(file.path);
        return all;
    }

    TemporaryFolder temporary_;
};

using Paths = std::vector<std::string>;

TEST_F(Layout, OneFolderWithClassesIsNotDivided) {
    write({"cats/1.jpg", "dogs/1.jpg", "dogs/more/2.jpg"});
    const DividedPictures found = scan();
    EXPECT_EQ(paths(found.training), (Paths{"cats/1.jpg", "dogs/1.jpg", "dogs/more/2.jpg"}));
    EXPECT_FALSE(found.test);
    EXPECT_EQ(found.validation, "");
    EXPECT_EQ(found.division, "");
}

TEST_F(Layout, TrainAndTest) {
    for (const auto& [train, test] :
         {std::pair{"train", "test"}, std::pair{"Train", "Test"}, std::pair{"training", "testing"},
          std::pair{"training_set", "test_set"}}) {
        fs::remove_all(folder());
        for (const char* part : {train, test}) {
            for (const char* file : {"cats/1.jpg", "dogs/1.jpg"}) write_file(folder() / part / file, "1");
        }
        const DividedPictures found = scan();
        EXPECT_EQ(found.training.folder, folder() / train);
        EXPECT_EQ(found.training.classes, (Paths{"cats", "dogs"}));
        ASSERT_TRUE(found.test) << train;
        EXPECT_EQ(found.test->folder, folder() / test);
        EXPECT_EQ(found.division,
                  fmt::format("\"{}\" is divided: \"{}\" is to train with, \"{}\" to test with.", name(),
                              train, test));
    }
}

TEST_F(Layout, TrainAndValidationKeepTheSplitThatIsThere) {
    write({"train/cats/1.jpg", "train/dogs/1.jpg", "val/cats/2.jpg", "val/dogs/2.jpg"});
    const DividedPictures found = scan();
    EXPECT_EQ(found.training.folder, folder());
    EXPECT_EQ(found.training.classes, (Paths{"cats", "dogs"}));
    EXPECT_EQ(paths(found.training),
              (Paths{"train/cats/1.jpg", "val/cats/2.jpg", "train/dogs/1.jpg", "val/dogs/2.jpg"}));
    EXPECT_EQ(found.training.files[1].label, 0);
    EXPECT_EQ(found.training.files[2].label, 1);
    EXPECT_EQ(found.validation, "val");
    EXPECT_FALSE(found.test);
    EXPECT_EQ(
        found.division,
        fmt::format("\"{}\" is divided: \"train\" is to train with, \"val\" to validate with.", name()));
}

TEST_F(Layout, ThreePartsWithListsBesideThem) {
    write({"train/cats/1.jpg", "train/dogs/1.jpg", "valid/cats/2.jpg", "valid/dogs/2.jpg", "test/cats/3.jpg",
           "test/dogs/3.jpg", "train/labels.csv", "README.txt", "__MACOSX/train/._1.jpg"});
    const DividedPictures found = scan();
    EXPECT_EQ(found.training.files.size(), 4u);
    EXPECT_EQ(found.validation, "valid");
    EXPECT_EQ(paths(found.test.value()), (Paths{"cats/3.jpg", "dogs/3.jpg"}));
}

TEST_F(Layout, ATestFolderThatIsNamedGoesOverThatOfTheDivision) {
    const TemporaryFolder other;
    write_file(other.path() / "cats/9.jpg", "1");
    write({"train/cats/1.jpg", "train/dogs/1.jpg", "test/cats/3.jpg", "test/dogs/3.jpg"});
    const DividedPictures found = scan(other.path());
    EXPECT_EQ(found.training.folder, folder() / "train");
    EXPECT_EQ(paths(found.test.value()), (Paths{"cats/9.jpg"}));
    EXPECT_TRUE(found.division.ends_with("; \"test\" is left out, for another test folder was named."))
        << found.division;
}

TEST_F(Layout, ClassesNamedLikeAPartAreClassesWhereNoOtherPartIsThere) {
    write({"bus/1.jpg", "car/1.jpg", "train/1.jpg"});
    EXPECT_EQ(scan().training.classes, (Paths{"bus", "car", "train"}));
}

TEST_F(Layout, PartsWithoutClassesAreRefused) {
    write({"train/1.jpg", "test/1.jpg"});
    EXPECT_EQ(
        error(),
        fmt::format(
            "\"{0}\" can be read in two ways: as a data set in the parts \"test\" and \"train\", or as "
            "pictures of the classes \"test\" and \"train\"; it is not plainly divided, for \"test\" has "
            "pictures outside of any class. Give each part the same subfolders, one for each class, or "
            "name one part alone (\"{0}/train\"); if they are classes, rename them.",
            name()));
}

TEST_F(Layout, HalfDividedFoldersAreRefusedWithTheReason) {
    const auto reason = [&](std::initializer_list<const char*> files) {
        fs::remove_all(folder());
        write(files);
        const std::string message = error();
        const std::size_t at = message.find("divided, for ");
        return at == message.npos ? message : message.substr(at + 13, message.find(". Give") - at - 13);
    };
    EXPECT_EQ(reason({"train/cats/1.jpg", "train/dogs/1.jpg", "test/1.jpg"}),
              "\"test\" has pictures outside of any class");
    EXPECT_EQ(reason({"train/cats/1.jpg", "train/dogs/1.jpg", "test/cats/1.jpg", "extra/cats/1.jpg"}),
              "\"extra\" is no part of one");
    EXPECT_EQ(reason({"train/cats/1.jpg", "train/dogs/1.jpg", "val/a/1.jpg", "val/b/1.jpg"}),
              "\"train\" and \"val\" have no class in common");
    EXPECT_EQ(reason({"train/cats/1.jpg", "training/cats/1.jpg", "val/cats/1.jpg"}),
              "\"train\" and \"training\" are the same part");
}

TEST_F(Layout, ValidationWithOtherClassesIsRefused) {
    write({"train/cats/1.jpg", "train/dogs/1.jpg", "val/cats/1.jpg"});
    EXPECT_EQ(
        error(),
        fmt::format("\"{0}/train\" has the classes \"cats\" and \"dogs\", but \"{0}/val\" has \"cats\"; "
                    "give both the same.",
                    name()));
}

TEST_F(Layout, SubfoldersThatRepeatInEveryFolderAreRefusedWithBothReadings) {
    write({"kitchen/cats/1.jpg", "kitchen/dogs/1.jpg", "garden/cats/1.jpg", "garden/dogs/1.jpg"});
    EXPECT_EQ(
        error(),
        fmt::format(
            "\"{}\" can be read in two ways: as pictures of the classes \"garden\" and \"kitchen\", each "
            "with the subfolders \"cats\" and \"dogs\", or as a data set in the parts \"garden\" and "
            "\"kitchen\" with the classes \"cats\" and \"dogs\". If \"garden\" and \"kitchen\" are the "
            "classes, put their pictures directly into them; if they are parts, name them train, val and "
            "test.",
            name()));
}

TEST_F(Layout, SubfoldersOfOneNameOrOfDifferentOnesAreNoParts) {
    write({"cats/images/1.jpg", "dogs/images/1.jpg"});
    EXPECT_EQ(scan().training.classes, (Paths{"cats", "dogs"}));
    write({"cats/indoors/1.jpg", "dogs/outdoors/1.jpg"});
    EXPECT_EQ(scan().training.classes, (Paths{"cats", "dogs"}));
}

TEST_F(Layout, AFolderAroundTheClassesIsPointedAt) {
    write({"photos/cats/1.jpg", "photos/dogs/1.jpg"});
    EXPECT_EQ(
        error(),
        fmt::format("\"{0}\" has one class only, \"photos\", whose pictures lie in subfolders; if these "
                    "are the classes, name \"{0}/photos\".",
                    name()));
}

TEST_F(Layout, WhereClassesAreNeededADividedFolderIsRefused) {
    write({"train/cats/1.jpg", "train/dogs/1.jpg", "test/cats/1.jpg", "test/dogs/1.jpg"});
    EXPECT_EQ(scan_folder(folder()).error().message,
              fmt::format("\"{}\" is divided into \"test\" and \"train\"; name one of them.", name()));
}

TEST(DataSetPart, IsToldFromTheNameAlone) {
    for (const char* name :
         {"train", "Training", "TRAIN", "train_set", "trainset", "training-data", "train2017"})
        EXPECT_EQ(data_set_part(name), DataSetPart::training) << name;
    for (const char* name : {"val", "valid", "Validation", "validation_set", "val2017", "dev"})
        EXPECT_EQ(data_set_part(name), DataSetPart::validation) << name;
    for (const char* name : {"test", "Testing", "test_images", "holdout", "eval"})
        EXPECT_EQ(data_set_part(name), DataSetPart::test) << name;
    for (const char* name :
         {"", "test_tube", "train station", "trains", "valley", "contest", "images", "データ"})
        EXPECT_FALSE(data_set_part(name)) << name;
}

}  // namespace
}  // namespace nanonas
