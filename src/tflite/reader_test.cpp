// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "base/random.h"
#include "base/test_files.h"
#include "nanonas/interpreter.h"
#include "nanonas/lower.h"
#include "nanonas/tflite.h"

namespace nanonas {
namespace {

Graph example(Family family = Family::prime23) {
    Graph graph = lower({family, 3, 2, {12, 10, 3}, 4});
    for (GraphTensor& tensor : graph.tensors) {
        for (float& scale : tensor.quantization.scale) scale = scale == 0 ? 0.03f : scale;
        if (tensor.constant && tensor.data.empty()) {
            tensor.data.assign(static_cast<std::size_t>(tensor.bytes()), std::byte{3});
        }
    }
    return graph;
}

void expect_error(const Graph& graph, std::string_view part) {
    const auto read = read_tflite(write_tflite(graph), "x.tflite");
    ASSERT_FALSE(read);
    EXPECT_NE(read.error().message.find(part), std::string::npos) << read.error().message;
    EXPECT_NE(read.error().message.find("\"x.tflite\""), std::string::npos);
}

TEST(ReadTflite, GivesBackWhatWasWritten) {
    for (Family family : {Family::current, Family::prime23}) {
        const Graph graph = example(family);
        const auto read = read_tflite(write_tflite(graph), "x.tflite");
        ASSERT_TRUE(read) << read.error().message;
        EXPECT_EQ(read->inputs, graph.inputs);
        EXPECT_EQ(read->outputs, graph.outputs);
        ASSERT_EQ(read->tensors.size(), graph.tensors.size());
        for (std::size_t i = 0; i < graph.tensors.size(); ++i) {
            const GraphTensor &own = read->tensors[i], &other = graph.tensors[i];
            EXPECT_EQ(own.type, other.type);
            EXPECT_EQ(own.shape, other.shape);
            EXPECT_EQ(own.constant, other.constant);
            EXPECT_EQ(own.data, other.data);
            EXPECT_EQ(own.quantization.scale, other.quantization.scale);
            EXPECT_EQ(own.quantization.zero_point, other.quantization.zero_point);
        }
        ASSERT_EQ(read->operators.size(), graph.operators.size());
        for (std::size_t i = 0; i < graph.operators.size(); ++i) {
            const GraphOperator &own = read->operators[i], &other = graph.operators[i];
            EXPECT_EQ(own.code, other.code);
            EXPECT_EQ(own.version, other.version);
            EXPECT_EQ(own.inputs, other.inputs);
            EXPECT_EQ(own.outputs, other.outputs);
            EXPECT_EQ(own.options, other.options);
        }
    }
}

TEST(ReadTflite, ReadsFromAnyAddress) {
    const std::vector<std::byte> file = write_tflite(example());
    std::vector<std::byte> moved(file.size() + 1);
    std::ranges::copy(file, moved.begin() + 1);
    EXPECT_TRUE(read_tflite(std::span(moved).subspan(1), "x.tflite"));
}

TEST(ReadTflite, RefusesWhatIsNoModel) {
    for (std::string_view text : {"", "TFL3", "hello, this is a text file"}) {
        const auto read = read_tflite(std::as_bytes(std::span(text)), "x.tflite");
        ASSERT_FALSE(read);
        EXPECT_EQ(read.error().message,
                  "\"x.tflite\" is not a TensorFlow Lite model: it lacks the identifier TFL3.");
    }
}

TEST(ReadTflite, RefusesEveryTruncation) {
    const std::vector<std::byte> file = write_tflite(example());
    for (std::size_t bytes = 0; bytes < file.size(); ++bytes) {
        EXPECT_FALSE(read_tflite(std::span(file).first(bytes), "x.tflite")) << bytes;
    }
}

TEST(ReadTflite, RefusesShapesThatMakeNoSense) {
    Graph graph = example();
    graph.tensors[0].shape = {1, -4, 10, 3};
    expect_error(graph, "tensor 0 has the absurd shape 1x-4x10x3");
    graph.tensors[0].shape = {1 << 30, 1 << 30, 1 << 30};
    expect_error(graph, "absurd shape");
}

TEST(ReadTflite, RefusesIndicesThatNameNothing) {
    Graph graph = example();
    graph.operators[1].inputs[0] = 1000;
    expect_error(graph, "the inputs of operator 1 name tensor 1000");
    graph = example();
    graph.outputs = {-1};
    expect_error(graph, "the model's outputs name tensor -1");
}

// TensorFlow Lite Micro reads such files; the interpreter does not run them.
TEST(ReadTflite, LeavesTheOrderOfOperatorsToTheInterpreter) {
    const auto expect_refusal = [](const Graph& graph, std::string_view part) {
        const auto read = read_tflite(write_tflite(graph), "x.tflite");
        ASSERT_TRUE(read) << read.error().message;
        const auto interpreter = Interpreter::create(*read);
        ASSERT_FALSE(interpreter) << part;
        EXPECT_NE(interpreter.error().message.find(part), std::string::npos) << interpreter.error().message;
    };
    ASSERT_TRUE(Interpreter::create(read_tflite(write_tflite(example()), "x.tflite").value()));
    Graph graph = example();
    std::swap(graph.operators[0], graph.operators[1]);
    expect_refusal(graph, "operator 0 reads tensor 1 before anything writes it");
    graph = example();
    graph.operators.push_back(graph.operators.back());
    expect_refusal(graph, "which has its value already");
    graph = example();
    graph.operators.pop_back();
    expect_refusal(graph, "nothing writes its output");
}

TEST(ReadTflite, TakesATensorWithoutElementsForNoConstant) {
    Graph graph = example();
    GraphTensor empty;
    empty.type = ElementType::int32;
    empty.shape = {0};
    empty.constant = true;
    graph.tensors.push_back(empty);
    graph.operators[1].inputs.push_back(static_cast<int>(graph.tensors.size()) - 1);
    const auto read = read_tflite(write_tflite(graph), "x.tflite");
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_FALSE(read->tensors.back().constant);
    EXPECT_EQ(read->tensors.back().bytes(), 0);
}

TEST(ReadTflite, RefusesDataThatDoesNotFillItsShape) {
    Graph graph = example();
    const auto constant =
        std::ranges::find_if(graph.tensors, [](const auto& tensor) { return tensor.constant; });
    constant->data.resize(constant->data.size() + 1);
    expect_error(graph, "bytes of data where its shape");
}

// The best known model of its kind, person_detect, has a scale a channel along axis 3 of biases that have one
// axis.
TEST(ReadTflite, KeepsScalesAlongAnyAxis) {
    Graph graph = example();
    const Quantization scales{{1, 2}, {3, 4}, 9};
    graph.tensors[1].quantization = scales;
    const auto read = read_tflite(write_tflite(graph), "x.tflite");
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(read->tensors[1].quantization.scale, scales.scale);
    EXPECT_EQ(read->tensors[1].quantization.zero_point, scales.zero_point);
    EXPECT_EQ(read->tensors[1].quantization.axis, 9);
    EXPECT_FALSE(Interpreter::create(*read));
}

TEST(ReadTflite, KeepsOperatorsThatItDoesNotKnow) {
    Graph graph = example();
    graph.operators[1].code = static_cast<OperatorCode>(150);
    graph.operators[2].code = static_cast<OperatorCode>(32);
    graph.operators[2].custom_name = "MyOperator";
    const auto read = read_tflite(write_tflite(graph), "x.tflite");
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(static_cast<int>(read->operators[1].code), 150);
    EXPECT_EQ(read->operators[2].custom_name, "MyOperator");
    EXPECT_FALSE(Interpreter::create(*read));
}

TEST(ReadTflite, GivesBackTheOptionsOfEveryKind) {
    const OperatorOptions every[] = {
        ConvOptions{Padding::valid, 2, 3, 4, 5, Activation::relu6},
        DepthwiseOptions{Padding::valid, 2, 3, 1, 4, 5, Activation::relu},
        PoolOptions{Padding::same, 2, 3, 4, 5, Activation::relu_n1_to_1},
        DenseOptions{Activation::relu},
        ElementwiseOptions{Activation::relu6},
        MeanOptions{true},
        SoftmaxOptions{0.5f},
        ReshapeOptions{{1, -1, 7}},
        ConcatenationOptions{3, Activation::relu},
        StridedSliceOptions{1, 2, 3, 4, 5},
        PackOptions{3, -1},
        SplitOptions{4},
        LeakyReluOptions{0.25f},
        ShapeOptions{ElementType::int64},
        ResizeNearestOptions{true, false},
        ResizeBilinearOptions{false, true},
        TransposeConvOptions{Padding::valid, 2, 3, Activation::relu},
        BatchMatmulOptions{true, false},
        SvdfOptions{2, Activation::relu},
        SequenceLstmOptions{Activation::relu, true},
    };
    Graph graph = example();
    graph.operators.resize(std::max(graph.operators.size(), std::size(every)), graph.operators.back());
    for (std::size_t i = 0; i < std::size(every); ++i) graph.operators[i].options = every[i];
    const auto read = read_tflite(write_tflite(graph), "x.tflite");
    ASSERT_TRUE(read) << read.error().message;
    for (std::size_t i = 0; i < std::size(every); ++i) EXPECT_EQ(read->operators[i].options, every[i]) << i;
}

TEST(ReadTflite, RefusesOptionsThatDoNotLieWithinTheFile) {
    Graph graph = example();
    graph.operators[1].options = ReshapeOptions{{12345, 54321}};
    std::vector<std::byte> file = write_tflite(graph);
    const std::uint32_t vector[] = {2, 12345, 54321}, absurd = 0x7fffffff;
    const auto place = std::ranges::search(file, std::as_bytes(std::span(vector))).begin();
    ASSERT_NE(place, file.end());
    std::memcpy(&*place, &absurd, sizeof absurd);
    const auto read = read_tflite(file, "x.tflite");
    ASSERT_FALSE(read);
    EXPECT_NE(read.error().message.find("\"x.tflite\" is damaged"), std::string::npos);
}

// NANONAS_FUZZ_ROUNDS (10000) changed files of each model are read.
int fuzz_rounds() {
    const char* rounds = std::getenv("NANONAS_FUZZ_ROUNDS");
    return rounds ? std::atoi(rounds) : 10000;
}

// Some bytes replaced, bits turned over, words made absurd, and now and then the end cut off.
std::vector<std::byte> damaged(std::vector<std::byte> file, Random& random) {
    const auto place = [&](std::size_t bytes) {
        return random.below(static_cast<std::uint32_t>(file.size() - bytes + 1));
    };
    for (std::uint32_t changes = 1 + random.below(4); changes > 0; --changes) {
        switch (random.below(8)) {
            case 0:
                file.resize(file.size() - random.below(16));
                break;
            case 1: {
                const std::uint32_t absurd[] = {0, 1, 0x7fffffff, 0x80000000, 0xffffffff, 1u << 20};
                std::memcpy(&file[place(4) / 4 * 4], &absurd[random.below(6)], 4);
                break;
            }
            case 2:
            case 3:
                file[place(1)] = static_cast<std::byte>(random.bits());
                break;
            default:
                file[place(1)] ^= static_cast<std::byte>(1u << random.below(8));
                break;
        }
    }
    return file;
}

// What may be read may be run, or is refused: whatever the damage, nothing crashes.
void survive(const std::vector<std::byte>& file, std::size_t in_bytes, std::size_t out_bytes) {
    Random random(1, RandomPurpose::test);
    int read_count = 0, run_count = 0, refused_count = 0;
    for (int round = 0; round < fuzz_rounds(); ++round) {
        const auto graph = read_tflite(damaged(file, random), "x.tflite");
        if (!graph) {
            ++refused_count;
            EXPECT_EQ(graph.error().message.find("\"x.tflite\" "), 0u);
            continue;
        }
        ++read_count;
        if (macc(*graph) > 1'000'000) continue;  // correct, but slow
        auto interpreter = Interpreter::create(*graph);
        if (!interpreter) continue;
        ++run_count;
        std::vector<std::uint8_t> in(in_bytes, 100), out(out_bytes);
        interpreter->run(in, out);
    }
    EXPECT_GT(read_count, fuzz_rounds() / 20);
    EXPECT_GT(run_count, fuzz_rounds() / 50);
    EXPECT_GT(refused_count, fuzz_rounds() / 20);
}

TEST(ReadTflite, SurvivesDamageToOurFiles) {
    survive(write_tflite(example()), 360, 4);
}

TEST(ReadTflite, SurvivesDamageToFilesOfOthers) {
    const auto file = test_file(NANONAS_ORACLES "/foreign_operators.tflite");
    ASSERT_FALSE(file.empty());
    survive(file, 23 * 18 * 3, 5);
}

}  // namespace
}  // namespace nanonas
