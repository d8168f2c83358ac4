// SPDX-License-Identifier: MIT
// What the C computes is tested in tests/test_generated_c.py; here, what is refused and how it looks.
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "base/test_files.h"
#include "base/test_memory.h"
#include "codegen/part_layout.h"
#include "memory/cores.h"
#include "nanonas/codegen.h"
#include "nanonas/lower.h"
#include "nanonas/quantize.h"
#include "random_network.h"

namespace nanonas {
namespace {

Graph small_graph(Family family = Family::current, int c = 1) {
    const Architecture architecture{family, 3, c, {8, 9, 3}, 2};
    Random random(1, RandomPurpose::test);
    const std::uint32_t pictures[] = {0};
    return quantize(random_network(architecture, random), RandomPictures(architecture.input, 1, 1), pictures)
        .value();
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
    EXPECT_NE(content(*files, "nanonas.c").find(R"("a \"quoted\" one\000")"), std::string::npos);
    EXPECT_NE(content(*files, "nanonas.c").find(R"("*/")"), std::string::npos);
}

TEST(GenerateC, NamesCountInFlash) {
    const CShape named = c_shape(small_graph(), std::vector<std::string>{"no entry", "ü"}).value();
    EXPECT_EQ(named.name_bytes, 9 + 3);
    EXPECT_EQ(c_shape(small_graph()).value().name_bytes, 2 * 8);  // "class 0", "class 1"
    const CMemory with = c_memory(named, "AVR").value(),
                  without = c_memory(c_shape(small_graph()).value(), "AVR").value();
    EXPECT_EQ(with.table_bytes - without.table_bytes, 12 - 16);
    EXPECT_EQ(with.state_bytes, without.state_bytes);
}

TEST(GenerateC, MoreClassesThanASoftmaxTellsApartAreRefused) {
    Random random(3, RandomPurpose::test);
    for (const int classes : {512, 513}) {
        const Architecture a{Family::current, 1, 0, {9, 9, 1}, classes};
        const RandomPictures pictures(a.input, 2, 1);
        const std::uint32_t both[] = {0, 1};
        const Graph graph = quantize(random_network(a, random), pictures, both).value();
        const auto files = generate_c(graph);
        EXPECT_EQ(files.has_value(), classes == 512);
        const std::string said = files ? "" : files.error().message;
        EXPECT_EQ(said.find("SOFTMAX has 513 classes") != std::string::npos, classes == 513) << said;
    }
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
    constexpr auto transpose_conv = static_cast<OperatorCode>(67);
    unknown.operators[2].code = transpose_conv;
    Graph cut = small_graph();
    cut.operators.pop_back();
    EXPECT_NE(generate_c(strided).error().message.find("CONV_2D"), std::string::npos);
    EXPECT_NE(generate_c(unknown).error().message.find("TRANSPOSE_CONV"), std::string::npos);
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

TEST(GenerateC, HasTheLoopsOfItsCoreAndThePortableOnesAlone) {
    for (const Family family : {Family::current, Family::prime23}) {
        const std::string all = content(generate_c(small_graph(family)).value(), "nanonas.c");
        for (const CoreDescription& core : known_cores()) {
            SCOPED_TRACE(core.name);
            const auto files = generate_c(small_graph(family), {.core = std::string(core.name)});
            const std::string source = content(files.value(), "nanonas.c");
            const std::string text = content(*files, "nanonas.h") + source;
            EXPECT_LT(source.size(), all.size());
            EXPECT_NE(source.find("static void convolve_pair("), std::string::npos);
            EXPECT_EQ(text.find("__ARM_ARCH_6M__") != text.npos, core.kernel == CKernel::thumb1);
            EXPECT_EQ(text.find("__ARM_FEATURE_DSP") != text.npos, core.kernel == CKernel::dsp);
            EXPECT_EQ(text.find("__AVR") != text.npos, core.kernel == CKernel::avr);
            EXPECT_EQ(text.find("KERNEL_") != text.npos, core.kernel != CKernel::portable);
            EXPECT_EQ(text.find("__asm volatile(\n") != text.npos, core.kernel != CKernel::portable);
        }
        EXPECT_EQ(content(generate_c(small_graph(family), {.core = "Z80"}).value(), "nanonas.c"), all);
    }
}

// A graph that is no chain: its pooling takes the mean.
Graph other_graph() {
    Graph graph = small_graph();
    graph.operators[2].code = OperatorCode::average_pool_2d;
    return graph;
}

// Another, whose convolutions have no ReLU.
Graph graph_without_relu() {
    Graph graph = small_graph();
    for (GraphOperator& op : graph.operators) {
        if (auto* options = std::get_if<ConvOptions>(&op.options)) options->activation = Activation::none;
    }
    return graph;
}

TEST(GenerateC, GraphsThatAreNoChainsFollowTheirSchedule) {
    EXPECT_TRUE(is_chain(small_graph()));
    EXPECT_FALSE(is_chain(other_graph()));
    const auto files = generate_c(other_graph(), {.name = "signs", .classes = {"one", "two"}});
    ASSERT_TRUE(files) << files.error().message;
    const std::string header = content(*files, "signs.h"), source = content(*files, "signs.c");
    EXPECT_NE(header.find("typedef uint8_t signs_input;"), std::string::npos);
    EXPECT_NE(source.find("AVERAGE_ROWS, "), std::string::npos);
    EXPECT_NE(source.find("\"two\","), std::string::npos);
    EXPECT_EQ((header + source).find("@{"), std::string::npos);
    EXPECT_EQ((header + source).find("nanonas_"), std::string::npos);
}

TEST(GenerateC, WhatChainsAloneHaveIsRefusedOfOthers) {
    EXPECT_NE(generate_c(other_graph(), {.source = SourceFormat{40, 30, PixelFormat::rgb}})
                  .error()
                  .message.find("--source"),
              std::string::npos);
    EXPECT_NE(generate_arduino_library(other_graph(), {}).error().message.find("Use --format c"),
              std::string::npos);
    const auto project = generate_project(other_graph(), {}, builtin_targets().front(), {});
    EXPECT_NE(project.error().message.find("AVERAGE_POOL_2D"), std::string::npos);
}

#ifdef __cpp_exceptions
TEST(GenerateC, SaysThatMemoryIsMissing) {
    const Graph graph = small_graph();
    const Target target = find_target("STM32L010RBT6").value();
    FirmwareNeeds needs;
    needs.picture = BuiltInPicture{std::vector<std::uint8_t>(216), "one"};
    const std::vector<std::string> subjects{"Generating C", "The network"};  // which the interpreter checks
    expect_errors_without_memory(subjects, [&] { return generate_c(graph); });
    expect_errors_without_memory(subjects, [&] { return c_shape(graph); });
    expect_errors_without_memory(subjects, [&] { return generate_project(graph, {}, target, needs); });
    expect_errors_without_memory(subjects, [&] { return generate_arduino_library(graph, {}); });
}
#endif

// All that any options make: an error is a name that a text spells in a way of its own.
std::string everything() {
    std::string all;
    const auto add = [&](const Result<std::vector<GeneratedFile>>& files) {
        ASSERT_TRUE(files) << files.error().message;
        for (const GeneratedFile& file : *files) all += file.content;
    };
    add(generate_c(other_graph(), {.example_main = true}));
    add(generate_c(graph_without_relu()));
    FirmwareNeeds with_picture, without;
    with_picture.stack_bytes = without.stack_bytes = 256;
    with_picture.picture = BuiltInPicture{std::vector<std::uint8_t>(216), "one"};
    for (const Family family : {Family::current, Family::prime23}) {
        const Graph graph = small_graph(family, family == Family::current ? 0 : 1);
        add(generate_c(graph, {.source = SourceFormat{40, 30, PixelFormat::rgb}, .example_main = true}));
        add(generate_arduino_library(graph, {}));
        for (const Target& target : builtin_targets()) {
            if (!part_layout(target)) continue;
            add(generate_project(graph, {}, target, with_picture));
            add(generate_project(graph, {}, target, without));
        }
    }
    return all;
}

// The longest line of a text in which nothing is filled in.
std::string longest_line(const std::string& file) {
    std::istringstream stream(test_text(file));
    std::string longest;
    for (std::string line; std::getline(stream, line);) {
        if (line.find('@') == line.npos && line.size() > longest.size()) longest = line;
    }
    return longest;
}

TEST(Texts, AreAllFilledInWithoutAnError) {
    const std::string all = everything();
    int texts = 0;
    std::istringstream files(NANONAS_TEXTS);
    for (std::string file; std::getline(files, file, ',');) {
        if (file.ends_with("/kernel_avr.c.in")) continue;  // is made of values alone
        const std::string line = longest_line(file);
        EXPECT_NE(line, "") << file;
        EXPECT_NE(all.find(line), std::string::npos) << file;
        ++texts;
    }
    EXPECT_GT(texts, 20);
}

}  // namespace
}  // namespace nanonas
