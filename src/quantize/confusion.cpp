// SPDX-License-Identifier: MIT
#include "nanonas/confusion.h"

#include <algorithm>
#include <numeric>

#include "base/out_of_memory.h"
#include "graph/classifier.h"
#include "nanonas/interpreter.h"
#include "nanonas/training.h"

namespace nanonas {
namespace {

constexpr std::uint32_t chunk = 64;  // pictures between two looks at the progress

template <typename T>
int first_highest(std::span<const T> values) {
    return static_cast<int>(std::max_element(values.begin(), values.end()) - values.begin());
}

Confusion no_answers(int classes) {
    const auto n = static_cast<std::size_t>(classes);
    return {classes, std::vector<std::uint32_t>(n * n)};
}

Result<void> stop_if_asked(const Progress& progress) {
    if (!progress.stop_requested()) return {};
    return tl::unexpected<Error>({ErrorKind::interrupted, "The test was interrupted."});
}

std::vector<std::uint32_t> all_of(const PictureSource& source) {
    std::vector<std::uint32_t> pictures(source.size());
    std::iota(pictures.begin(), pictures.end(), 0u);
    return pictures;
}

// Worse first; equal ones in the order of the pictures, so that it does not matter which worker saw them.
bool worse(const Mistake& a, const Mistake& b) {
    const float by_a = a.answer_probability - a.label_probability;
    const float by_b = b.answer_probability - b.label_probability;
    return by_a != by_b ? by_a > by_b : a.picture < b.picture;
}

void keep_worst(std::vector<Mistake>& mistakes, std::size_t most) {
    std::sort(mistakes.begin(), mistakes.end(), worse);
    mistakes.resize(std::min(mistakes.size(), most));
}

// One worker's share of the pictures.
struct Examiner {
    Interpreter interpreter;
    Examination found;

    Result<void> examine(const Graph& graph, const PictureSource& source,
                         std::span<const std::uint32_t> pictures, std::size_t most_mistakes) {
        std::vector<std::uint8_t> input(static_cast<std::size_t>(source.shape().bytes()));
        std::vector<std::uint8_t> output(static_cast<std::size_t>(output_tensor(graph).bytes()));
        for (const std::uint32_t picture : pictures) {
            NANONAS_TRY_VOID(source.read(picture, input));
            to_input(graph, input);
            interpreter.run(input, output);
            const std::vector<float> all = probabilities(graph, output);
            const int label = source.label(picture), answer = first_highest(std::span(all));
            ++found.confusion.at(label, answer);
            if (answer == label) continue;
            found.mistakes.push_back({picture, label, answer, all[static_cast<std::size_t>(answer)],
                                      all[static_cast<std::size_t>(label)]});
        }
        keep_worst(found.mistakes, most_mistakes);
        return {};
    }
};

Result<Confusion> float_confusion(const FloatNetwork& network, const PictureSource& source,
                                  Executor& executor, Progress& progress) {
    const auto classes = static_cast<std::size_t>(network.architecture.classes);
    Confusion result = no_answers(network.architecture.classes);
    std::vector<std::uint32_t> pictures;
    const std::uint32_t step = chunk * static_cast<std::uint32_t>(executor.workers()) * 16;
    for (std::uint32_t begin = 0; begin < source.size(); begin += step) {
        NANONAS_TRY_VOID(stop_if_asked(progress));
        pictures.resize(std::min(step, source.size() - begin));
        std::iota(pictures.begin(), pictures.end(), begin);
        NANONAS_TRY(const auto all, predict(network, source, pictures, executor));
        for (std::size_t i = 0; i < pictures.size(); ++i) {
            ++result.at(source.label(pictures[i]),
                        first_highest(std::span(all).subspan(i * classes, classes)));
        }
    }
    return result;
}

Result<Examination> examine_all(const Graph& graph, const PictureSource& source,
                                std::span<const std::uint32_t> pictures, std::size_t most_mistakes,
                                Executor& executor, Progress& progress) {
    const auto classes = static_cast<int>(output_tensor(graph).elements());
    std::vector<Examiner> examiners;
    for (int i = 0; i < executor.workers(); ++i) {
        NANONAS_TRY(Interpreter interpreter, Interpreter::create(graph));
        examiners.push_back({std::move(interpreter), {no_answers(classes), {}}});
    }
    std::vector<Result<void>> done((pictures.size() + chunk - 1) / chunk);
    executor.parallel_for(done.size(), [&](std::size_t i, int worker) {
        const std::size_t begin = i * chunk;
        const auto part = pictures.subspan(begin, std::min<std::size_t>(chunk, pictures.size() - begin));
        done[i] = stop_if_asked(progress);
        if (!done[i]) return;
        done[i] = examiners[static_cast<std::size_t>(worker)].examine(graph, source, part, most_mistakes);
    });
    for (const auto& part : done) NANONAS_TRY_VOID(part);

    Examination all{no_answers(classes), {}};
    for (const Examiner& examiner : examiners) {
        for (std::size_t i = 0; i < all.confusion.counts.size(); ++i)
            all.confusion.counts[i] += examiner.found.confusion.counts[i];
        all.mistakes.insert(all.mistakes.end(), examiner.found.mistakes.begin(),
                            examiner.found.mistakes.end());
    }
    keep_worst(all.mistakes, most_mistakes);
    return all;
}

}  // namespace

std::uint32_t& Confusion::at(int truth, int answer) {
    return counts[static_cast<std::size_t>(truth) * static_cast<std::size_t>(classes) +
                  static_cast<std::size_t>(answer)];
}

std::uint32_t Confusion::at(int truth, int answer) const {
    return counts[static_cast<std::size_t>(truth) * static_cast<std::size_t>(classes) +
                  static_cast<std::size_t>(answer)];
}

double Confusion::accuracy() const {
    std::uint64_t right = 0;
    for (int label = 0; label < classes; ++label) right += at(label, label);
    const std::int64_t all = pictures();
    return all == 0 ? 0 : static_cast<double>(right) / static_cast<double>(all);
}

std::int64_t Confusion::pictures() const {
    return std::accumulate(counts.begin(), counts.end(), std::int64_t{0});
}

std::int64_t Confusion::pictures_of(int truth) const {
    std::int64_t all = 0;
    for (int answer = 0; answer < classes; ++answer) all += at(truth, answer);
    return all;
}

Result<Confusion> confusion(const FloatNetwork& network, const PictureSource& source, Executor& executor,
                            Progress& progress) {
    return within_memory("The test", [&] { return float_confusion(network, source, executor, progress); });
}

Result<Examination> examine(const Graph& graph, const PictureSource& source,
                            std::span<const std::uint32_t> pictures, std::size_t most_mistakes,
                            Executor& executor, Progress& progress) {
    return within_memory(
        "The test", [&] { return examine_all(graph, source, pictures, most_mistakes, executor, progress); });
}

Result<Confusion> confusion(const Graph& graph, const PictureSource& source, Executor& executor,
                            Progress& progress) {
    NANONAS_TRY(Examination all, examine(graph, source, all_of(source), 0, executor, progress));
    return std::move(all.confusion);
}

}  // namespace nanonas
