// SPDX-License-Identifier: MIT
#include <algorithm>
#include <numeric>
#include <optional>

#include "model/model_input.h"
#include "nanonas/interpreter.h"
#include "nanonas/trained_model.h"
#include "nanonas/training.h"

namespace nanonas {
namespace {

constexpr std::uint32_t chunk = 64;  // pictures between two looks at the progress

template <typename T>
int first_highest(std::span<const T> values) {
    return static_cast<int>(std::max_element(values.begin(), values.end()) - values.begin());
}

// Answers for the pictures [begin, end) of the source.
Result<void> answer(Interpreter& interpreter, const Graph& graph, const PictureSource& source,
                    std::uint32_t begin, std::span<int> answers) {
    std::vector<std::uint8_t> picture(static_cast<std::size_t>(source.shape().bytes()));
    std::vector<std::uint8_t> output(static_cast<std::size_t>(output_tensor(graph).bytes()));
    for (std::size_t i = 0; i < answers.size(); ++i) {
        NANONAS_TRY_VOID(source.read(begin + static_cast<std::uint32_t>(i), picture));
        to_input(graph, picture);
        interpreter.run(picture, output);
        answers[i] = first_highest(std::span<const float>(probabilities(graph, output)));
    }
    return {};
}

Confusion count(const PictureSource& source, int classes, const std::vector<int>& answers) {
    Confusion result{classes, std::vector<std::uint32_t>(static_cast<std::size_t>(classes) *
                                                         static_cast<std::size_t>(classes))};
    for (std::uint32_t i = 0; i < source.size(); ++i) ++result.at(source.label(i), answers[i]);
    return result;
}

Result<void> stop_if_asked(const Progress& progress) {
    if (!progress.stop_requested()) return {};
    return tl::unexpected<Error>({ErrorKind::interrupted, "The test was interrupted."});
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
    const auto all = std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
    return all == 0 ? 0 : static_cast<double>(right) / static_cast<double>(all);
}

Result<Confusion> confusion(const FloatNetwork& network, const PictureSource& source, Executor& executor,
                            Progress& progress) {
    const auto classes = static_cast<std::size_t>(network.architecture.classes);
    std::vector<int> answers;
    std::vector<std::uint32_t> pictures;
    const std::uint32_t step = chunk * static_cast<std::uint32_t>(executor.workers()) * 16;
    for (std::uint32_t begin = 0; begin < source.size(); begin += step) {
        NANONAS_TRY_VOID(stop_if_asked(progress));
        pictures.resize(std::min(step, source.size() - begin));
        std::iota(pictures.begin(), pictures.end(), begin);
        NANONAS_TRY(const auto all, predict(network, source, pictures, executor));
        for (std::size_t i = 0; i < pictures.size(); ++i) {
            answers.push_back(first_highest(std::span(all).subspan(i * classes, classes)));
        }
    }
    return count(source, network.architecture.classes, answers);
}

Result<Confusion> confusion(const Graph& graph, const PictureSource& source, Executor& executor,
                            Progress& progress) {
    std::vector<Interpreter> interpreters;
    for (int i = 0; i < executor.workers(); ++i) {
        NANONAS_TRY(Interpreter interpreter, Interpreter::create(graph));
        interpreters.push_back(std::move(interpreter));
    }
    std::vector<int> answers(source.size());
    const std::uint32_t chunks = (source.size() + chunk - 1) / chunk;
    std::vector<Result<void>> done(chunks);
    executor.parallel_for(chunks, [&](std::size_t i, int worker) {
        const std::uint32_t begin = static_cast<std::uint32_t>(i) * chunk;
        const std::uint32_t size = std::min(chunk, source.size() - begin);
        done[i] = stop_if_asked(progress);
        if (!done[i]) return;
        done[i] = answer(interpreters[static_cast<std::size_t>(worker)], graph, source, begin,
                         std::span(answers).subspan(begin, size));
    });
    for (const auto& part : done) NANONAS_TRY_VOID(part);
    return count(source, static_cast<int>(output_tensor(graph).elements()), answers);
}

}  // namespace nanonas
