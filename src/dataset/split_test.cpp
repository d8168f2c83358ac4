// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <algorithm>

#include "nanonas/dataset.h"

namespace nanonas {
namespace {

// Labels alone.
class Labels : public PictureSource {
  public:
    explicit Labels(std::vector<int> pictures_of_class) {
        for (std::size_t label = 0; label < pictures_of_class.size(); ++label) {
            labels_.insert(labels_.end(), static_cast<std::size_t>(pictures_of_class[label]),
                           static_cast<int>(label));
        }
    }
    InputShape shape() const override { return {1, 1, 1}; }
    std::uint32_t size() const override { return static_cast<std::uint32_t>(labels_.size()); }
    int label(std::uint32_t picture) const override { return labels_[picture]; }
    Result<void> read(std::uint32_t, std::span<std::uint8_t>) const override { return {}; }

  private:
    std::vector<int> labels_;
};

const std::vector<std::string> two_classes{"cats", "dogs"};

TEST(Split, GivesEachClassItsShareAndEachPictureToOneSide) {
    const Labels source({100, 30});
    const Split split = split_pictures(source, two_classes, 0.3, 1).value();
    EXPECT_EQ(split.validation.size(), 39u);
    EXPECT_EQ(std::count_if(split.validation.begin(), split.validation.end(),
                            [&](std::uint32_t picture) { return source.label(picture) == 0; }),
              30);
    std::vector<std::uint32_t> all = split.training;
    all.insert(all.end(), split.validation.begin(), split.validation.end());
    std::sort(all.begin(), all.end());
    ASSERT_EQ(all.size(), 130u);
    for (std::uint32_t i = 0; i < all.size(); ++i) EXPECT_EQ(all[i], i);
    EXPECT_TRUE(std::is_sorted(split.training.begin(), split.training.end()));
    EXPECT_TRUE(std::is_sorted(split.validation.begin(), split.validation.end()));
}

TEST(Split, SameSeedGivesTheSamePicturesAndAnotherSeedOthers) {
    const Labels source({50, 50});
    const auto validation = [&](std::uint64_t seed) {
        return split_pictures(source, two_classes, 0.3, seed).value().validation;
    };
    EXPECT_EQ(validation(7), validation(7));
    EXPECT_NE(validation(7), validation(8));
}

TEST(Split, AClassOfTwoGivesOneToEachSideWhateverTheShare) {
    for (double share : {0.01, 0.5, 0.99}) {
        const Split split = split_pictures(Labels({2, 2}), two_classes, share, 3).value();
        EXPECT_EQ(split.training.size(), 2u);
        EXPECT_EQ(split.validation.size(), 2u);
        EXPECT_EQ(split.validation[0] / 2, 0u);
        EXPECT_EQ(split.validation[1] / 2, 1u);
    }
}

TEST(Split, AClassOfOnePictureIsAnErrorThatNamesIt) {
    EXPECT_EQ(
        split_pictures(Labels({5, 1}), two_classes, 0.3, 0).error().message,
        "Class \"dogs\" has one picture only; it needs at least two, one to train and one to validate.");
    EXPECT_EQ(split_pictures(Labels({0, 5}), two_classes, 0.3, 0).error().message,
              "Class \"cats\" has no readable picture; it needs at least two, one to train and one to "
              "validate.");
}

TEST(Split, AShareOutsideZeroToOneIsAUsageError) {
    for (double share : {0.0, 1.0, 1.5, -0.3, std::numeric_limits<double>::quiet_NaN()}) {
        EXPECT_EQ(split_pictures(Labels({5, 5}), two_classes, share, 0).error().kind, ErrorKind::usage);
    }
}

}  // namespace
}  // namespace nanonas
