// SPDX-License-Identifier: MIT
// Times how the search judges a candidate (three epochs, batch 16, 3,500 + 1,500 pictures) on one thread, with
// the core alone, so that the same source runs natively and in WebAssembly. benchmark_evaluation [K C [RUNS]]
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <numeric>
#include <vector>

#include "base/random.h"
#include "nanonas/folded_network.h"
#include "nanonas/reference_network.h"
#include "nanonas/training.h"

namespace nanonas {
namespace {

constexpr InputShape shape{50, 50, 3};
constexpr int classes = 2;
constexpr std::uint32_t training_pictures = 3500, validation_pictures = 1500;

// Noise, computed before the clock runs.
class Noise : public PictureSource {
  public:
    Noise() : bytes_(static_cast<std::size_t>(nanonas::shape.bytes()) * size()) {
        Random random(1, RandomPurpose::test);
        for (auto& byte : bytes_) byte = static_cast<std::uint8_t>(random.bits());
    }

    InputShape shape() const override { return nanonas::shape; }
    std::uint32_t size() const override { return training_pictures + validation_pictures; }
    int label(std::uint32_t picture) const override { return static_cast<int>(picture) % classes; }
    Result<void> read(std::uint32_t picture, std::span<std::uint8_t> out) const override {
        std::copy_n(bytes_.begin() + static_cast<std::ptrdiff_t>(picture * out.size()), out.size(),
                    out.begin());
        return {};
    }

  private:
    std::vector<std::uint8_t> bytes_;
};

// How far the probabilities of a picture are from those of the layers' definitions.
double distance_from_reference(const FloatNetwork& network, const Noise& source, std::uint32_t picture) {
    SerialExecutor executor;
    const auto probabilities = predict(network, source, std::span(&picture, 1), executor);
    if (!probabilities) return HUGE_VAL;
    std::vector<std::uint8_t> pixels(static_cast<std::size_t>(shape.bytes()));
    if (!source.read(picture, pixels)) return HUGE_VAL;
    const std::vector<float> scores = ReferenceNetwork(unfolded(network)).run(pixels);
    const double other = 1 / (1 + std::exp(static_cast<double>(scores[1]) - scores[0]));
    return std::abs((*probabilities)[0] - other);
}

int run(int k, int c, int runs) {
    const Noise source;
    std::vector<std::uint32_t> pictures(source.size());
    std::iota(pictures.begin(), pictures.end(), 0u);
    const std::span all(pictures);
    const TrainingData data{&source, all.first(training_pictures), all.subspan(training_pictures)};
    SerialExecutor executor;
    Progress progress;
    double best = HUGE_VAL, loss = 0;
    for (int i = 0; i < runs; ++i) {
        const auto trained = train({Family::current, k, c, shape, classes}, data, evaluation_recipe(),
                                   {.seed = 1}, executor, progress);
        if (!trained) {
            std::fprintf(stderr, "%s\n", trained.error().message.c_str());
            return 1;
        }
        if (const double distance = distance_from_reference(trained->network, source, 0);
            !(distance < 1e-4)) {
            std::fprintf(stderr, "A probability differs from the reference's by %g.\n", distance);
            return 1;
        }
        best = std::min(best, trained->seconds);
        loss = trained->training_loss.back();
    }
    std::printf("%.3f %.9f\n", best, loss);  // seconds, the last epoch's loss
    return 0;
}

}  // namespace
}  // namespace nanonas

int main(int argc, char** argv) {
    const auto number = [&](int i, int usual) { return argc > i ? std::atoi(argv[i]) : usual; };
    return nanonas::run(number(1, 3), number(2, 3), number(3, 3));
}
