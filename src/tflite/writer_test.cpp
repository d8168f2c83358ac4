// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "base/random.h"
#include "nanonas/lower.h"
#include "nanonas/tflite.h"

namespace nanonas {
namespace {

// What a training run might leave: any scale, any zero point where the structure leaves one free, any weight.
void fill_with_random_values(Graph& graph, std::uint64_t seed) {
    Random random(seed, RandomPurpose::test);
    for (GraphTensor& tensor : graph.tensors) {
        for (float& scale : tensor.quantization.scale) scale = random.uniform(0.0f, 2.0f);
        if (tensor.constant && tensor.data.empty()) {
            tensor.data.resize(static_cast<std::size_t>(tensor.bytes()));
            for (std::byte& byte : tensor.data) byte = static_cast<std::byte>(random.bits());
        }
    }
    const auto values_of = [&](const GraphOperator& op) -> Quantization& {
        return graph.tensors[static_cast<std::size_t>(op.outputs[0])].quantization;
    };
    for (const GraphOperator& op : graph.operators) {
        const bool free = op.code == OperatorCode::fully_connected || op.code == OperatorCode::mul ||
                          op.code == OperatorCode::add;
        if (free) values_of(op).zero_point = {static_cast<int>(random.below(256)) - 128};
        const Quantization& input = graph.tensors[static_cast<std::size_t>(op.inputs[0])].quantization;
        if (op.code == OperatorCode::max_pool_2d || op.code == OperatorCode::quantize) {
            values_of(op).scale = input.scale;
        }
    }
}

TEST(TfliteBytes, IsTheSizeOfTheFileWhateverItsValues) {
    Random random(1, RandomPurpose::test);
    for (std::uint64_t i = 0; i < 40; ++i) {
        const Architecture architecture{i % 2 == 0 ? Family::current : Family::prime23,
                                        1 + static_cast<int>(random.below(20)),
                                        static_cast<int>(random.below(4)),
                                        {16 + static_cast<int>(random.below(60)), 17, i % 3 == 0 ? 1 : 3},
                                        2 + static_cast<int>(random.below(99))};
        Graph graph = lower(architecture);
        const std::int64_t bytes = tflite_bytes(graph);
        EXPECT_EQ(static_cast<std::int64_t>(write_tflite(graph).size()), bytes);
        fill_with_random_values(graph, i);
        EXPECT_EQ(static_cast<std::int64_t>(write_tflite(graph).size()), bytes);
        EXPECT_EQ(tflite_bytes(graph), bytes);
    }
}

TEST(TfliteBytes, AreFewForThreeThreeAtFifty) {
    EXPECT_LE(tflite_bytes(lower({Family::current, 3, 3, {50, 50, 3}, 2})), 4900);
}

// Side, classes, k, c and the bytes of the file that TensorFlow 2.14's converter makes of family current.
TEST(TfliteBytes, AreFewerThanThoseOfTheReferencesFiles) {
    struct Row {
        int side, classes, k, c;
        std::int64_t reference;
    };
    const Row rows[] = {
        {50, 2, 1, 0, 2720},    {50, 2, 1, 1, 3648},    {50, 2, 1, 2, 4608},    {50, 2, 1, 3, 5640},
        {50, 2, 1, 4, 6784},    {50, 2, 1, 5, 8040},    {50, 2, 2, 0, 2776},    {50, 2, 2, 1, 3816},
        {50, 2, 2, 2, 5016},    {50, 2, 2, 3, 6496},    {50, 2, 2, 4, 8216},    {50, 2, 2, 5, 10120},
        {50, 2, 3, 0, 2840},    {50, 2, 3, 1, 4024},    {50, 2, 3, 2, 5584},    {50, 2, 3, 3, 7712},
        {50, 2, 3, 4, 10440},   {50, 2, 3, 5, 13568},   {50, 2, 4, 0, 2888},    {50, 2, 4, 1, 4256},
        {50, 2, 4, 2, 6280},    {50, 2, 4, 3, 9144},    {50, 2, 4, 4, 12736},   {50, 2, 4, 5, 17000},
        {50, 2, 5, 0, 2952},    {50, 2, 5, 1, 4536},    {50, 2, 5, 2, 7136},    {50, 2, 5, 3, 11064},
        {50, 2, 5, 4, 16264},   {50, 2, 5, 5, 22504},   {50, 2, 6, 0, 3008},    {50, 2, 6, 1, 4848},
        {50, 2, 6, 2, 8128},    {50, 2, 6, 3, 13328},   {50, 2, 6, 4, 20256},   {50, 2, 6, 5, 28416},
        {50, 2, 8, 0, 3120},    {50, 2, 8, 1, 5584},    {50, 2, 8, 2, 10544},   {50, 2, 8, 3, 18688},
        {50, 2, 8, 4, 29648},   {50, 2, 8, 5, 42832},   {32, 10, 1, 0, 2728},   {32, 10, 1, 1, 3664},
        {32, 10, 1, 2, 4632},   {32, 10, 1, 3, 5672},   {32, 10, 1, 4, 6824},   {32, 10, 1, 5, 8088},
        {32, 10, 3, 0, 2864},   {32, 10, 3, 1, 4072},   {32, 10, 3, 2, 5656},   {32, 10, 3, 3, 7808},
        {32, 10, 3, 4, 10552},  {32, 10, 3, 5, 13688},  {32, 10, 6, 0, 3056},   {32, 10, 6, 1, 4944},
        {32, 10, 6, 2, 8272},   {32, 10, 6, 3, 13512},  {32, 10, 6, 4, 20464},  {32, 10, 6, 5, 28640},
        {32, 10, 8, 0, 3184},   {32, 10, 8, 1, 5712},   {32, 10, 8, 2, 10736},  {32, 10, 8, 3, 18928},
        {32, 10, 8, 4, 29920},  {32, 10, 8, 5, 43128},  {32, 10, 14, 0, 3576},  {32, 10, 14, 1, 8872},
        {32, 10, 14, 2, 21592}, {32, 10, 14, 3, 44040}, {32, 10, 14, 4, 75224}, {32, 10, 14, 5, 112432}};
    for (const Row& row : rows) {
        const std::int64_t bytes =
            tflite_bytes(lower({Family::current, row.k, row.c, {row.side, row.side, 3}, row.classes}));
        EXPECT_LT(bytes, row.reference) << row.k << ", " << row.c;
    }
}

TEST(WriteTflite, AlignsModelDataToSixteenBytes) {
    Graph graph = lower({Family::prime23, 5, 2, {20, 30, 3}, 7});
    std::size_t buffers = 0;
    for (GraphTensor& tensor : graph.tensors) {
        if (!tensor.constant) continue;
        ++buffers;
        tensor.data.assign(static_cast<std::size_t>(tensor.bytes()), std::byte{0xa5});
    }
    const std::vector<std::byte> file = write_tflite(graph);
    std::size_t vectors = 0;
    for (std::size_t i = 1; i < file.size(); ++i) {
        if (file[i] != std::byte{0xa5} || file[i - 1] == std::byte{0xa5}) continue;
        EXPECT_EQ(i % 16, 0u);
        ++vectors;
    }
    EXPECT_EQ(vectors, buffers);
}

}  // namespace
}  // namespace nanonas
