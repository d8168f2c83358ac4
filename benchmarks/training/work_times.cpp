// SPDX-License-Identifier: MIT
#include "work_times.h"

#include <array>
#include <cmath>

#include "fma_peak.h"
#include "kernels/reference/widen.h"
#include "training/evaluation.h"
#include "training/pack_loader.h"
#include "training/reference_logits.h"
#include "training/training_network.h"

namespace nanonas {
namespace {

constexpr const char* names[] = {"convolution",     "norm and pool", "classifier", "norm gradient",
                                 "kernel gradient", "data gradient", "sums",       "adam"};
constexpr std::size_t works = std::size(names);

class Stopwatch : public WorkObserver {
  public:
    void begins(Work work) override {
        stop();
        now_ = static_cast<std::size_t>(work);
    }
    // Time until the next work begins is nobody's.
    void stop() {
        const double at = thread_seconds();
        if (now_ < works) seconds[now_] += at - begin_;
        begin_ = at;
        now_ = works;
    }

    std::array<double, works> seconds{};

  private:
    std::size_t now_ = works;
    double begin_ = 0;
};

}  // namespace

double distance_from_reference(const Architecture& architecture, const TrainingData& data) {
    TrainingNetwork network(layers(architecture), architecture.input, 1, 1);
    PackLoader loader(*data.source, architecture);
    SerialExecutor executor;
    TrainingPack& pack = network.packs()[0];
    pack.samples = static_cast<int>(std::min<std::size_t>(kernels::pack_size, data.training.size()));
    const auto pictures = data.training.first(static_cast<std::size_t>(pack.samples));
    if (!loader.load(pictures, {}, pack.pixels(), pack.labels)) return INFINITY;
    const float* parameters = network.parameters().data();
    const std::vector<double> weights(parameters, parameters + network.layout().size);
    const auto logits = reference_logits(layers(architecture), network.layout(), weights,
                                         kernels::widen(pack.pixels(), pack.samples));
    const std::span labels(pack.labels.data(), pictures.size());
    return std::abs(network.gradient(1, {}, executor) -
                    reference::cross_entropy(logits, labels, architecture.classes));
}

std::vector<WorkTime> work_times(const Architecture& architecture, const TrainingData& data, Math math) {
    TrainingNetwork network(layers(architecture), architecture.input, 1, 1, math);
    PackLoader loader(*data.source, architecture);
    SerialExecutor executor;
    Stopwatch stopwatch;
    network.observe(&stopwatch);
    const int steps = static_cast<int>(data.training.size()) / kernels::pack_size;
    double reading = 0;
    TrainingPack& pack = network.packs()[0];
    pack.samples = kernels::pack_size;
    for (int s = 0; s < steps; ++s) {
        const auto pictures =
            data.training.subspan(static_cast<std::size_t>(s) * kernels::pack_size, kernels::pack_size);
        const double begin = thread_seconds();
        if (!loader.load(pictures, {}, pack.pixels(), pack.labels)) return {};
        reading += thread_seconds() - begin;
        network.gradient(1, {.dropout = 0.5f}, executor);
        network.adam(0.001f, 0);
        stopwatch.stop();
    }
    std::vector<WorkTime> times{{"reading", reading, steps}};
    for (std::size_t i = 0; i < works; ++i) times.push_back({names[i], stopwatch.seconds[i], steps});
    const double begin = thread_seconds();
    const FloatNetwork learnt{architecture, network.learnt()};
    if (!accuracy(learnt, *data.source, data.validation, math, executor, [] { return false; })) return {};
    times.push_back({"validation", thread_seconds() - begin, steps});
    return times;
}

}  // namespace nanonas
