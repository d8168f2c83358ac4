// SPDX-License-Identifier: MIT
#include "training/evaluation.h"

#include <atomic>
#include <optional>

#include "base/out_of_memory.h"
#include "kernels/softmax.h"
#include "nanonas/training.h"
#include "training/pack_loader.h"

namespace nanonas {
namespace {

using kernels::pack_size;

int first_largest(int classes, const float* logits) {
    int best = 0;
    for (int c = 1; c < classes; ++c) {
        if (logits[c * pack_size] > logits[best * pack_size]) best = c;
    }
    return best;
}

Result<std::vector<float>> probabilities(const FloatNetwork& network, const PictureSource& source,
                                         std::span<const std::uint32_t> pictures, Executor& executor) {
    NANONAS_TRY_VOID(cpu_supported());
    if (source.shape() != network.architecture.input) {
        return failure("The pictures are {}, but the network takes {}.", to_string(source.shape()),
                       to_string(network.architecture.input));
    }
    const auto classes = static_cast<std::size_t>(network.architecture.classes);
    std::vector<float> result(pictures.size() * classes);
    NANONAS_TRY_VOID(for_each_pack(
        network, source, pictures, Math::exact, executor, [] { return false; },
        [&](std::size_t first, int count, const int*, float* logits) {
            kernels::softmax(static_cast<int>(classes), logits);
            for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
                for (std::size_t c = 0; c < classes; ++c) {
                    result[(first + i) * classes + c] = logits[c * pack_size + i];
                }
            }
        }));
    return result;
}

}  // namespace

Result<void> for_each_pack(const FloatNetwork& network, const PictureSource& source,
                           std::span<const std::uint32_t> pictures, Math math, Executor& executor,
                           const std::function<bool()>& stop, const PackVisitor& visit) {
    const Inference inference(network, math);
    NANONAS_TRY_VOID(memory_taken());
    struct Worker {
        Worker(const PictureSource& source, const FloatNetwork& network, const Inference& inference)
            : loader(source, network.architecture), scratch(inference.scratch()) {}
        PackLoader loader;
        Inference::Scratch scratch;
    };
    std::vector<std::optional<Worker>> state(static_cast<std::size_t>(executor.workers()));
    const std::size_t packs = kernels::packs_of(pictures.size());
    std::vector<Result<void>> results(packs);
    executor.parallel_for(packs, [&](std::size_t p, int w) {
        if (stop() || memory_refused()) return;
        std::optional<Worker>& worker = state[static_cast<std::size_t>(w)];
        if (!worker) {
            results[p] = memory_for(PackLoader::bytes(network.architecture.input));
            if (!results[p]) return;
            worker.emplace(source, network, inference);
            results[p] = memory_taken();
            if (!results[p]) return;
        }
        const std::size_t first = p * pack_size;
        const auto chosen =
            pictures.subspan(first, std::min<std::size_t>(pack_size, pictures.size() - first));
        std::array<int, pack_size> labels{};
        results[p] = worker->loader.load(chosen, {}, worker->scratch.inputs[0].planes, labels);
        if (!results[p]) return;
        inference.run(worker->scratch);
        visit(first, static_cast<int>(chosen.size()), labels.data(), worker->scratch.logits.data());
    });
    for (Result<void>& result : results) NANONAS_TRY_VOID(std::move(result));
    return {};
}

Result<double> accuracy(const FloatNetwork& network, const PictureSource& source,
                        std::span<const std::uint32_t> pictures, Math math, Executor& executor,
                        const std::function<bool()>& stop) {
    std::atomic<std::int64_t> right = 0;
    const int classes = network.architecture.classes;
    NANONAS_TRY_VOID(for_each_pack(network, source, pictures, math, executor, stop,
                                   [&](std::size_t, int count, const int* labels, float* logits) {
                                       for (int i = 0; i < count; ++i) {
                                           right += first_largest(classes, logits + i) == labels[i] ? 1 : 0;
                                       }
                                   }));
    return pictures.empty() ? 0.0 : static_cast<double>(right) / static_cast<double>(pictures.size());
}

Result<std::vector<float>> predict(const FloatNetwork& network, const PictureSource& source,
                                   std::span<const std::uint32_t> pictures, Executor& executor) {
    return within_memory("Prediction", [&] { return probabilities(network, source, pictures, executor); });
}

}  // namespace nanonas
