// SPDX-License-Identifier: MIT
#include "nanonas/schedule.h"

#include <gtest/gtest.h>

#include "base/random.h"
#include "memory/row_simulation.h"
#include "memory/test_streams.h"

namespace nanonas {
namespace {

std::size_t at(std::int64_t index) {
    return static_cast<std::size_t>(index);
}

// Does the steps of a schedule on a memory in which each byte says whose it is, as the generated C does them:
// a step fails where a byte that it reads belongs to another row by now.
class ScheduleRunner {
  public:
    ScheduleRunner(const StreamGraph& graph, const Schedule& schedule)
        : graph_(graph),
          schedule_(schedule),
          memory_(at(schedule.arena_bytes), nobody),
          produced_(graph.maps.size()),
          fresh_(graph.maps.size()),
          done_(graph.ops.size()),
          sums_begun_(graph.ops.size()) {}

    void run() {
        std::size_t step = 0;
        for (const int end : schedule_.steps_of_push) {
            ++produced_[at(graph_.input)];
            fresh_[at(graph_.input)] = true;
            caller_row_ = produced_[at(graph_.input)] - 1;
            for (; step < at(end); ++step) take(schedule_.steps[step], step);
        }
        EXPECT_EQ(step, schedule_.steps.size());
        for (std::size_t i = 0; i < done_.size(); ++i) EXPECT_EQ(done_[i], graph_.steps(graph_.ops[i])) << i;
        for (int row = 0; row < graph_.maps[at(graph_.output)].height; ++row)
            expect_row(graph_.output, row, step);
    }

  private:
    static constexpr std::int64_t nobody = -1;

    static std::int64_t owner_of_row(int map, int row) { return std::int64_t{map} << 32 | row; }
    static std::int64_t owner_of_sums(int op) { return std::int64_t{1} << 56 | op; }

    bool is_apart(int map, int row) const { return fresh_[at(map)] && row + 1 == produced_[at(map)]; }

    std::int64_t place_of(int map, int row) const {
        const MapPlace& place = schedule_.places[at(map)];
        if (is_apart(map, row)) return place.newest_offset;
        EXPECT_GT(place.slots, 0) << map;
        return place.ring_offset + row % std::max(place.slots, 1) * graph_.maps[at(map)].row_bytes();
    }

    void expect_row(int map, int row, std::size_t step) {
        if (map == graph_.input && is_apart(map, row)) {
            EXPECT_EQ(row, caller_row_) << "step " << step;
        } else {
            expect_bytes(place_of(map, row), graph_.maps[at(map)].row_bytes(), owner_of_row(map, row), step);
        }
    }
    void expect_bytes(std::int64_t from, std::int64_t count, std::int64_t owner, std::size_t step) {
        std::int64_t strangers = 0;
        for (std::int64_t i = from; i < from + count; ++i) strangers += memory_.at(at(i)) != owner;
        EXPECT_EQ(strangers, 0) << "step " << step << ", owner " << std::hex << owner;
    }
    void own(std::int64_t from, std::int64_t count, std::int64_t owner) {
        for (std::int64_t i = from; i < from + count; ++i) memory_.at(at(i)) = owner;
    }

    void take(const ScheduleStep& step, std::size_t index) {
        step.keep ? keep(step.index, index) : compute(step.index, index);
    }

    void keep(int map, std::size_t step) {
        const int row = produced_[at(map)] - 1;
        ASSERT_TRUE(fresh_[at(map)]) << "step " << step;
        expect_row(map, row, step);
        fresh_[at(map)] = false;
        own(place_of(map, row), graph_.maps[at(map)].row_bytes(), owner_of_row(map, row));
    }

    void compute(int index, std::size_t step) {
        const StreamOp& op = graph_.ops[at(index)];
        const int number = done_[at(index)]++;
        for (const int input : op.inputs) {
            const RowRange read = rows_read(graph_, op, input, number);
            EXPECT_LE(read.end, produced_[at(input)]) << "step " << step;
            for (int row = read.first; row < read.end; ++row) expect_row(input, row, step);
        }
        own(schedule_.scratches[at(index)], op.scratch_bytes, nobody);
        const int completed = row_completed(graph_, op, number);
        if (op.reading == Reading::accumulate) sum_up(index, step, completed);
        if (completed < 0) return;
        EXPECT_EQ(completed, produced_[at(op.output)]) << "step " << step;
        produced_[at(op.output)] = completed + 1;
        fresh_[at(op.output)] = schedule_.places[at(op.output)].newest_apart;
        own(place_of(op.output, completed), graph_.maps[at(op.output)].row_bytes(),
            owner_of_row(op.output, completed));
    }

    void sum_up(int index, std::size_t step, int completed) {
        const std::int64_t place = schedule_.accumulators[at(index)],
                           bytes = graph_.ops[at(index)].accumulator_bytes;
        if (sums_begun_[at(index)]) expect_bytes(place, bytes, owner_of_sums(index), step);
        own(place, bytes, owner_of_sums(index));
        sums_begun_[at(index)] = completed < 0;
    }

    const StreamGraph& graph_;
    const Schedule& schedule_;
    std::vector<std::int64_t> memory_;
    std::vector<int> produced_;
    std::vector<bool> fresh_;
    std::vector<int> done_;
    int caller_row_ = -1;
    std::vector<bool> sums_begun_;  // by operator
};

std::int64_t arena_of(const Graph& graph) {
    const auto stream = stream_graph(graph);
    EXPECT_TRUE(stream) << stream.error().message;
    if (!stream) return 0;
    const Schedule made = schedule(*stream);
    ScheduleRunner(*stream, made).run();
    return made.arena_bytes;
}

TEST(Schedule, KeepsMlperfTinysNetworksInLittleMemory) {
    EXPECT_EQ(arena_of(image_classification()), 10176);
    EXPECT_EQ(arena_of(visual_wake_words()), 13440);
    EXPECT_EQ(arena_of(keyword_spotting()), 3996);
}

TEST(Schedule, FindsTheSkipOfABlockInTheRingThatItsFirstConvolutionReads) {
    StreamBuilder plain(16, 16, 8), skipping(16, 16, 8);
    const int a = plain.convolution(plain.input(), 3, 8);
    const int b = plain.convolution(plain.convolution(a, 3, 8), 3, 8);
    const int c = skipping.convolution(skipping.input(), 3, 8);
    const int d = skipping.add(c, skipping.convolution(skipping.convolution(c, 3, 8), 3, 8));
    const std::int64_t row = 16 * 8;
    EXPECT_LE(arena_of(std::move(skipping).finish(d)), arena_of(std::move(plain).finish(b)) + 2 * row);
}

TEST(Schedule, DelaysASkipAroundALongBranchByTheRowsOfTheBranch) {
    StreamBuilder b(24, 8, 4);
    const int from = b.convolution(b.input(), 1, 4);
    int x = from;
    for (int i = 0; i < 4; ++i) x = b.convolution(x, 3, 4);
    x = b.mean(b.add(from, x));
    const std::int64_t row = 8 * 4, patch = 2 * 9 * 4;
    const std::int64_t arena = arena_of(std::move(b).finish(x));
    EXPECT_LE(arena, (5 + 4 * 2 + 4) * row + 2 * 4 +
                         patch);  // the skip's rows, two for each convolution, the newest
    EXPECT_GE(arena, (5 + 3 * 2) * row);
}

TEST(Schedule, GoesThroughEveryKindOfOperator) {
    StreamBuilder b(19, 14, 3);
    int x = b.oblong_convolution(b.pad(b.input(), 1, 2, 0, 1), 3, 5, 6, 2, Padding::valid);
    const int y = b.depthwise(x, 5, 1, 2);
    x = b.concatenate(
        {y, b.convolution(x, 2, 4), b.oblong_convolution(b.pad(x, 2, 0, 0, 3), 3, 4, 5, 1, Padding::valid)});
    x = b.pad(b.pool(x, OperatorCode::max_pool_2d, 2, 2), 1, 0, 1, 0);
    x = b.pool(x, OperatorCode::average_pool_2d, 3, 1);
    x = b.dense(b.reshape(x, {1, 4 * 2 * 21}), 7);
    x = b.softmax(b.dense(x, 3));
    (void)arena_of(std::move(b).finish(x));
}

// Chains and skips of random strides, filters and widths.
Graph random_stream(Random& random) {
    const auto below = [&](int bound) {
        return static_cast<int>(random.below(static_cast<std::uint32_t>(bound)));
    };
    StreamBuilder b(5 + below(20), 5 + below(12), 1 + below(4));
    int x = b.oblong_convolution(b.input(), 1 + below(4), 1 + below(4), 1 + below(6), 1 + below(3));
    for (int i = 0; i < 6; ++i) {
        const int channels = 1 + below(6), filter = 1 + below(4);
        switch (below(5)) {
            case 0:
                x = b.convolution(x, filter, channels, 1 + below(2));
                break;
            case 1:
                x = b.depthwise(x, filter, 1 + below(2), 1 + below(2));
                break;
            case 2:
                x = b.add(b.convolution(x, filter, channels), b.convolution(x, 1 + below(5), channels));
                break;
            case 3:
                x = b.concatenate(
                    {x, b.depthwise(x, filter), b.convolution(b.convolution(x, 3, 2), 3, channels)});
                break;
            default:
                x = b.pad(x, below(3), below(3), below(2), below(2));
                break;
        }
    }
    const int last = b.dense(below(2) ? b.mean(x) : x, 3);
    return std::move(b).finish(last);
}

TEST(Schedule, OverwritesNoRowBeforeItsLastReaderInRandomGraphs) {
    for (std::uint64_t seed = 0; seed < 200 && !testing::Test::HasFailure(); ++seed) {
        SCOPED_TRACE(seed);
        Random random(seed, RandomPurpose::test);
        (void)arena_of(random_stream(random));
    }
}

std::string refusal(Graph graph) {
    const auto stream = stream_graph(graph);
    return stream ? "" : stream.error().message;
}

Graph finished_convolution(StreamBuilder& builder) {
    const int x = builder.convolution(builder.input(), 3, 4);
    return std::move(builder).finish(x);
}

TEST(StreamGraph, MakesAPadTheConvolutionsOwn) {
    StreamBuilder b(8, 8, 3);
    const int x = b.oblong_convolution(b.pad(b.input(), 0, 1, 0, 1), 3, 3, 4, 2, Padding::valid);
    const auto stream = stream_graph(std::move(b).finish(x));
    ASSERT_TRUE(stream);
    EXPECT_EQ(stream->ops.size(), 1u);
    EXPECT_EQ(stream->ops[0].rows.before, 0);
    EXPECT_EQ(stream->maps[1].height, 4);
}

TEST(StreamGraph, RefusesByNameAndSaysWhatWouldHaveToChange) {
    StreamBuilder dilated(8, 8, 3), large(16, 16, 1), foreign(8, 8, 3);
    Graph graph = finished_convolution(dilated);
    std::get<ConvOptions>(graph.operators[0].options).dilation_width = 2;
    EXPECT_EQ(refusal(graph),
              "C can't be made of this network: CONV_2D is dilated; give it a dilation of 1.");
    const int wide = large.convolution(large.input(), 16, 4);
    EXPECT_EQ(refusal(std::move(large).finish(wide)),
              "C can't be made of this network: CONV_2D has a kernel of 16x16 and strides of 1 and 1; 15x15 "
              "and 4 are "
              "the most.");
    Graph unknown = finished_convolution(foreign);
    unknown.operators[0].code = static_cast<OperatorCode>(67);
    EXPECT_EQ(refusal(unknown),
              "C can't be made of this network: TRANSPOSE_CONV is not one of the operators that it knows; "
              "replace it by "
              "one of docs/any-model.md.");
}

TEST(StreamGraph, RefusesFloats) {
    StreamBuilder b(8, 8, 3);
    const int x = b.convolution(b.input(), 3, 4);
    Graph graph = std::move(b).finish(x);
    graph.tensors[0].type = ElementType::float32;
    EXPECT_NE(refusal(graph).find("takes and gives int8 or uint8; this one has float32"), std::string::npos);
}

}  // namespace
}  // namespace nanonas
