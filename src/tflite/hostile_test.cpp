// SPDX-License-Identifier: MIT
// Files that no converter writes: made part by part, well formed as flatbuffers, absurd as models.
#include <gtest/gtest.h>

#include "nanonas/tflite.h"
#include "tflite/flatbuffer_layout.h"
#include "tflite/tflite_generated.h"

namespace nanonas {
namespace {

using Part = FlatbufferLayout::Part;
using Field = FlatbufferLayout::Field;

struct Absurdity {
    std::uint32_t version = 3;
    std::size_t subgraphs = 1;
    std::size_t tensors = 1;  // all of them one and the same table
    std::size_t data_bytes = 16;
    int type = static_cast<int>(ElementType::int8);
    int buffer = 1;
    std::uint32_t operator_code = 0;  // index of the only operator's code; the file has one
    std::string metadata = {};        // the name of an entry; empty: there is none
    std::vector<int> plan = {};       // its words
    int metadata_buffer = 2;
};

std::vector<std::byte> write(const Absurdity& wanted) {
    FlatbufferLayout layout;
    const std::vector<int> shape{static_cast<int>(wanted.data_bytes)}, none;
    const Part data = layout.add_data({}, wanted.data_bytes);
    const Part empty = layout.add_table({});
    const Part buffer = layout.add_table({Field::reference(schema::Buffer::VT_DATA, data)});
    const Part tensor = layout.add_table(
        {Field::reference(schema::Tensor::VT_SHAPE, layout.add_vector(std::span<const int>(shape))),
         Field::byte(schema::Tensor::VT_TYPE, wanted.type),
         Field::word(schema::Tensor::VT_BUFFER, wanted.buffer)});
    const Part indices = layout.add_vector(std::span<const int>(none));
    const Part op = layout.add_table({Field::word(schema::Operator::VT_OPCODE_INDEX, wanted.operator_code),
                                      Field::reference(schema::Operator::VT_INPUTS, indices),
                                      Field::reference(schema::Operator::VT_OUTPUTS, indices)});
    const Part code = layout.add_table({Field::byte(schema::OperatorCode::VT_DEPRECATED_BUILTIN_CODE, 3)});
    const Part words =
        layout.add_data(std::as_bytes(std::span(wanted.plan)), wanted.plan.size() * sizeof(int));
    const Part plan = layout.add_table({Field::reference(schema::Buffer::VT_DATA, words)});
    const Part entry =
        layout.add_table({Field::reference(schema::Metadata::VT_NAME, layout.add_string(wanted.metadata)),
                          Field::word(schema::Metadata::VT_BUFFER, wanted.metadata_buffer)});
    const std::vector<Part> tensors(wanted.tensors, tensor), operators{op}, codes{code},
        buffers{empty, buffer, plan}, metadata(wanted.metadata.empty() ? 0 : 1, entry);
    const Part subgraph = layout.add_table(
        {Field::reference(schema::SubGraph::VT_TENSORS, layout.add_references(tensors)),
         Field::reference(schema::SubGraph::VT_OPERATORS, layout.add_references(operators))});
    const std::vector<Part> subgraphs(wanted.subgraphs, subgraph);
    layout.place(
        layout.add_table({Field::word(schema::Model::VT_VERSION, wanted.version),
                          Field::reference(schema::Model::VT_OPERATOR_CODES, layout.add_references(codes)),
                          Field::reference(schema::Model::VT_SUBGRAPHS, layout.add_references(subgraphs)),
                          Field::reference(schema::Model::VT_BUFFERS, layout.add_references(buffers)),
                          Field::reference(schema::Model::VT_METADATA, layout.add_references(metadata))}));
    return layout.write(schema::ModelIdentifier());
}

void expect_refusal(const Absurdity& wanted, std::string_view part) {
    const auto graph = read_tflite(write(wanted), "x.tflite");
    ASSERT_FALSE(graph);
    EXPECT_NE(graph.error().message.find(part), std::string::npos) << graph.error().message;
}

TEST(HostileFile, ItsMakerMakesGoodOnesToo) {
    const auto graph = read_tflite(write({}), "x.tflite");
    ASSERT_TRUE(graph) << graph.error().message;
    EXPECT_EQ(graph->tensors.size(), 1u);
}

TEST(HostileFile, OfAnotherVersionOrOfManyGraphsIsRefused) {
    expect_refusal({.version = 7}, "its version is 7");
    expect_refusal({.subgraphs = 0}, "it has 0 subgraphs");
    expect_refusal({.subgraphs = 2}, "it has 2 subgraphs");
}

TEST(HostileFile, WithMorePartsThanAnyModelIsRefused) {
    expect_refusal({.tensors = 20000}, "it has 20000 tensors");
}

TEST(HostileFile, ThatWouldUnfoldToFillTheMemoryIsRefused) {
    expect_refusal({.tensors = 10000, .data_bytes = 1 << 16}, "would fill the memory");
}

TEST(HostileFile, WithIndicesOrTypesOutOfRangeIsRefused) {
    expect_refusal({.type = 77}, "the unknown type 77");
    expect_refusal({.buffer = 9}, "tensor 0 names buffer 9 of 3");
    expect_refusal({.operator_code = 5}, "operator 0 has code 5 of 1");
}

TEST(HostileFile, MayHaveAnyMemoryPlanThatItHolds) {
    const auto offsets = [](std::vector<int> plan, int buffer = 2) {
        const auto graph = read_tflite(
            write(
                {.metadata = "OfflineMemoryAllocation", .plan = std::move(plan), .metadata_buffer = buffer}),
            "x.tflite");
        EXPECT_TRUE(graph) << graph.error().message;
        return graph ? graph->arena_offsets : std::vector<int>{};
    };
    EXPECT_EQ(offsets({1, 0, 2, 48, -1}), (std::vector{48, -1}));
    EXPECT_EQ(offsets({1, 0, 1000000, 48}), (std::vector{48}));
    EXPECT_EQ(offsets({1, 0, -5, 48}), (std::vector<int>{}));
    EXPECT_EQ(offsets({1, 0, 1, 48}, 77), (std::vector<int>{}));
    expect_refusal({.metadata = "OfflineMemoryAllocation", .plan = {1, 0}}, "memory plan is cut off");
}

TEST(HostileFile, OtherMetadataIsOfNoConcern) {
    const auto graph = read_tflite(write({.metadata = "min_runtime_version", .plan = {7}}), "x.tflite");
    ASSERT_TRUE(graph) << graph.error().message;
    EXPECT_TRUE(graph->arena_offsets.empty());
    EXPECT_FALSE(graph->compressed);
    EXPECT_TRUE(read_tflite(write({.metadata = "COMPRESSION_METADATA"}), "x.tflite")->compressed);
}

}  // namespace
}  // namespace nanonas
