// SPDX-License-Identifier: MIT
// Random numbers from (seed, purpose, index), never from a shared stream, so that no result depends on the
// order in which threads ask. No std:: distribution: those differ between standard libraries.
#pragma once

#include <cstdint>
#include <span>
#include <utility>

namespace nanonas {

// Keeps streams with one seed apart. Append only: the numbers are part of every seeded result.
enum class RandomPurpose : std::uint64_t {
    split = 1,
    epoch_order = 2,
    initial_weights = 3,
    dropout = 4,
    augmentation = 5,
    calibration = 6,
    sample_picture = 7,
    candidate = 8,
    test = 9,
    trial_pictures = 10,
};

// SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", OOPSLA 2014), started at
// a mix of the three keys.
class Random {
  public:
    Random(std::uint64_t seed, RandomPurpose purpose, std::uint64_t index = 0);

    std::uint64_t bits();  // 64 uniform bits
    float uniform();       // [0, 1), a multiple of 2^-24
    float uniform(float low, float high) { return low + (high - low) * uniform(); }
    std::uint32_t below(std::uint32_t bound);  // [0, bound), bound > 0, without bias (Lemire 2019)

  private:
    std::uint64_t state_;
};

// A seed for a part of the work, such as one candidate of a search.
std::uint64_t derive_seed(std::uint64_t seed, RandomPurpose purpose, std::uint64_t index);

// Fisher-Yates.
template <typename T>
void shuffle(std::span<T> values, Random& random) {
    for (std::size_t i = values.size(); i > 1; --i) {
        std::swap(values[i - 1], values[random.below(static_cast<std::uint32_t>(i))]);
    }
}

}  // namespace nanonas
