// SPDX-License-Identifier: MIT
#include "nanonas/architecture.h"

#include <gtest/gtest.h>

namespace nanonas {
namespace {

Architecture architecture(int k, int c, InputShape input = {50, 50, 3}, int classes = 2) {
    return {Family::current, k, c, input, classes};
}

TEST(Architecture, ChannelsFollowEquationOne) {
    EXPECT_EQ(channels(architecture(3, 3)), (std::vector{3, 6, 9, 12}));
    EXPECT_EQ(channels(architecture(6, 4)), (std::vector{6, 12, 18, 23, 26}));
    EXPECT_EQ(channels(architecture(14, 4)), (std::vector{14, 28, 42, 53, 60}));
    EXPECT_EQ(channels(architecture(1, 0)), (std::vector{1}));
}

// Rows of the reference's table: height, channels, classes, k, c, its MACC, the exact MACC.
TEST(Architecture, MaccEqualsTheReferenceTable) {
    struct Row {
        int side, classes, k, c;
        std::int64_t reference, exact;
    };
    for (const Row& row : {Row{50, 2, 1, 0, 67502, 67502}, Row{50, 2, 3, 1, 405012, 303762},
                           Row{50, 2, 3, 3, 556656, 408750}, Row{50, 2, 6, 4, 1861108, 1272562},
                           Row{50, 2, 8, 5, 3124127, 2084960}, Row{32, 10, 14, 5, 3781072, 2437840}}) {
        const Architecture a = architecture(row.k, row.c, {row.side, row.side, 3}, row.classes);
        EXPECT_EQ(macc(a), row.exact) << name(a);
        EXPECT_EQ(macc(a, MaccCount::reference), row.reference) << name(a);
    }
}

TEST(Architecture, ACellNeedsBothSidesLargerThanOne) {
    EXPECT_TRUE(constructible(architecture(1, 5)));
    EXPECT_EQ(constructible(architecture(1, 6)).error().message,
              "6 cells need a larger input than 50x50x3: each halves its sides, and after 5 one is 1 pixel.");
    EXPECT_TRUE(constructible(architecture(1, 1, {2, 100, 1})));
    EXPECT_FALSE(constructible(architecture(1, 2, {2, 100, 1})));
    EXPECT_FALSE(constructible(architecture(1, 1, {1, 100, 1})));
    EXPECT_EQ(constructible(architecture(0, 0)).error().message,
              "(0,0) names no network; k is at least 1 and c at least 0.");
    EXPECT_EQ(constructible(architecture(1, -1)).error().message,
              "(1,-1) names no network; k is at least 1 and c at least 0.");
    EXPECT_EQ(constructible(architecture(1, 0, {50, 50, 3}, 1)).error().message,
              "A network needs at least 2 classes to tell apart, not 1.");
    EXPECT_TRUE(constructible(architecture(3, 3, {50, 50, 3}, 512)));
    EXPECT_EQ(constructible(architecture(3, 3, {50, 50, 3}, 513)).error().message,
              "A network tells at most 512 classes apart, since an int8 softmax sums up no more, and not "
              "513; leave "
              "classes out or join some.");
}

TEST(Architecture, PlanesHalveAndRoundDown) {
    const Architecture a = architecture(2, 3, {25, 50, 1});
    const std::vector<Layer> all = layers(a);
    const std::vector<TensorShape> outputs = shapes(all, a.input);
    const std::vector<std::size_t> convolutions = indices(all, LayerKind::convolution);
    ASSERT_EQ(convolutions.size(), 4u);
    EXPECT_EQ(outputs[convolutions[0]], (TensorShape{25, 50, 2}));
    EXPECT_EQ(outputs[convolutions[3]], (TensorShape{3, 6, 8}));
    EXPECT_EQ(input_shape(all[convolutions[3]], outputs, a.input), (TensorShape{3, 6, 6}));
}

TEST(Architecture, SaysHowManyCellsAnInputBears) {
    EXPECT_EQ(constructible(architecture(1, 6)).error().message,
              "6 cells need a larger input than 50x50x3: each halves its sides, and after 5 one is 1 pixel.");
    EXPECT_EQ(
        constructible(architecture(1, 1'000'000'000, {2, 100, 1})).error().message,
        "1000000000 cells need a larger input than 2x100x1: each halves its sides, and after 1 one is 1 "
        "pixel.");
}

TEST(Architecture, IsReadFromItsText) {
    const Architecture first{Family::current, 3, 2, {50, 40, 3}, 6},
        second{Family::prime23, 12, 0, {8, 8, 1}, 2};
    EXPECT_EQ(to_text(first), "current-50x40x3-6-3,2");
    EXPECT_EQ(to_text(second), "prime23-8x8x1-2-12,0");
    for (const Architecture& a : {first, second}) EXPECT_EQ(parse_architecture(to_text(a)).value(), a);
    for (const char* bad :
         {"", "current", "other-50x50x3-2-3,3", "current-50x50-2-3,3", "current-50x50x3-2-3",
          "current-50x50x3-2-3,3 ", "current-50x50x3-1-3,3", "current-50x50x3-2-3,9",
          "current-50x50x3--2-3,3", "current-50x50x3-2-99999999999,3"}) {
        const auto parsed = parse_architecture(bad);
        ASSERT_FALSE(parsed) << bad;
        EXPECT_EQ(parsed.error().kind, ErrorKind::usage);
    }
}

TEST(Architecture, FamiliesAreReadFromTheirNames) {
    for (const Family family : families()) EXPECT_EQ(parse_family(to_string(family)).value(), family);
    EXPECT_EQ(parse_family("newest").error().message, "\"newest\" is not a variant; use current or prime23.");
}

TEST(Architecture, FamiliesDifferInWhereBatchNormStands) {
    using enum LayerKind;
    const auto kinds = [](Family family) {
        std::vector<LayerKind> result;
        for (const Layer& layer : layers({family, 3, 1, {50, 50, 3}, 2})) result.push_back(layer.kind);
        return result;
    };
    EXPECT_EQ(kinds(Family::current), (std::vector{convolution, batch_norm, relu, max_pool, convolution,
                                                   batch_norm, relu, global_average, dropout, dense}));
    EXPECT_EQ(kinds(Family::prime23), (std::vector{batch_norm, convolution, relu, max_pool, batch_norm,
                                                   convolution, relu, global_average, dropout, dense}));
}

}  // namespace
}  // namespace nanonas
