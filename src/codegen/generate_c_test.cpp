// SPDX-License-Identifier: MIT
// What the C computes is tested in tests/test_generated_c.py; here, what is refused and how it looks.
#include <gtest/gtest.h>

#include <algorithm>

#include "base/random.h"
#include "nanonas/codegen.h"
#include "nanonas/lower.h"
#include "nanonas/quantize.h"

namespace nanonas {
namespace {

class GreyPictures : public PictureSource {
  public:
    explicit GreyPictures(const InputShape& shape) : shape_(shape) {}
    InputShape shape() const override { return shape_; }
    std::uint32_t size() const override { return 1; }
    int label(std::uint32_t) const override { return 0; }
    Result<void> read(std::uint32_t, std::span<std::uint8_t> out) const override {
        for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<std::uint8_t>(i * 7);
        return {};
    }

  private:
    InputShape shape_;
};

Graph small_graph(Family family = Family::current) {
    const Architecture architecture{family, 3, 1, {8, 9, 3}, 2};
    FloatNetwork network = blank_network(architecture);
    Random random(1, RandomPurpose::test);
    for (Weights* convolution : network.convolutions()) {
        for (float& weight : convolution->kernel) weight = random.uniform(-0.1f, 0.1f);
    }
    for (float& weight : network.dense().kernel) weight = random.uniform(-1.0f, 1.0f);
    const std::uint32_t pictures[] = {0};
    return quantize(network, GreyPictures(architecture.input), pictures).value();
}

std::string content(const std::vector<GeneratedFile>& files, std::string_view path) {
    const auto file = std::ranges::find(files, path, &GeneratedFile::path);
    return file == files.end() ? "" : file->content;
}

TEST(GenerateC, FilesAndNamesHaveTheChosenPrefix) {
    const auto files = generate_c(small_graph(), {.name = "signs"});
    ASSERT_TRUE(files) << files.error().message;
    const std::string header = content(*files, "signs.h"), source = content(*files, "signs.c");
    EXPECT_NE(header.find("void signs_push_row(const uint8_t *row);"), std::string::npos);
    EXPECT_TRUE(source.starts_with("/* SPDX-License-Identifier: 0BSD"));
    EXPECT_EQ(source.find("@{"), std::string::npos);
    EXPECT_EQ((header + source).find("nanonas_"), std::string::npos);
}

TEST(GenerateC, ASourceBringsTwoMoreFiles) {
    const auto files =
        generate_c(small_graph(), {.name = "signs", .source = SourceFormat{160, 120, PixelFormat::rgb565}});
    ASSERT_TRUE(files) << files.error().message;
    ASSERT_EQ(files->size(), 4u);
    const std::string header = content(*files, "signs_source.h"), source = content(*files, "signs_source.c");
    EXPECT_NE(header.find("void signs_source_push_row(const uint8_t *row);"), std::string::npos);
    EXPECT_TRUE(source.starts_with("/* SPDX-License-Identifier: 0BSD"));
    EXPECT_EQ((header + source).find("@{"), std::string::npos);
    EXPECT_EQ((header + source).find("nanonas_"), std::string::npos);
    EXPECT_FALSE(generate_c(small_graph(), {.source = SourceFormat{0, 120, PixelFormat::grey}}));
}

TEST(GenerateC, ClassNamesAreEscaped) {
    const auto files = generate_c(small_graph(), {.classes = {"a \"quoted\" one", "*/"}});
    ASSERT_TRUE(files);
    EXPECT_NE(content(*files, "nanonas.c").find(R"("a \"quoted\" one",)"), std::string::npos);
    EXPECT_NE(content(*files, "nanonas.c").find(R"("*/")"), std::string::npos);
}

TEST(GenerateC, WrongNumbersOfClassesAndBadNamesAreUsageErrors) {
    for (const CodegenOptions& options :
         {CodegenOptions{.classes = {"one"}}, CodegenOptions{.name = "2nd"}}) {
        const auto files = generate_c(small_graph(), options);
        ASSERT_FALSE(files);
        EXPECT_EQ(files.error().kind, ErrorKind::usage);
    }
}

TEST(GenerateC, GraphsOfAnotherKindAreRefusedByOperator) {
    Graph strided = small_graph();
    for (GraphOperator& op : strided.operators) {
        if (auto* options = std::get_if<ConvOptions>(&op.options)) options->stride_width = 2;
    }
    Graph unknown = small_graph();
    unknown.operators[2].code = OperatorCode::average_pool_2d;
    Graph cut = small_graph();
    cut.operators.pop_back();
    EXPECT_NE(generate_c(strided).error().message.find("CONV_2D"), std::string::npos);
    EXPECT_NE(generate_c(unknown).error().message.find("AVERAGE_POOL_2D"), std::string::npos);
    EXPECT_FALSE(generate_c(cut));
    EXPECT_FALSE(generate_c(lower({Family::current, 3, 1, {8, 9, 3}, 2})));  // has no weights
    EXPECT_FALSE(generate_c(Graph{}));
}

TEST(GenerateC, TheSameNetworkGivesTheSameText) {
    const auto first = generate_c(small_graph(Family::prime23)),
               second = generate_c(small_graph(Family::prime23));
    ASSERT_TRUE(first) << first.error().message;
    EXPECT_EQ(content(*first, "nanonas.c"), content(*second, "nanonas.c"));
}

}  // namespace
}  // namespace nanonas
