// SPDX-License-Identifier: MIT
#include "base/random.h"

namespace nanonas {
namespace {

constexpr std::uint64_t golden_gamma = 0x9E3779B97F4A7C15u;

std::uint64_t mix(std::uint64_t z) {
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

}  // namespace

std::uint64_t derive_seed(std::uint64_t seed, RandomPurpose purpose, std::uint64_t index) {
    const std::uint64_t key = mix(seed + golden_gamma * (static_cast<std::uint64_t>(purpose) + 1));
    return mix(key + golden_gamma * (index + 1));
}

Random::Random(std::uint64_t seed, RandomPurpose purpose, std::uint64_t index)
    : state_(derive_seed(seed, purpose, index)) {}

std::uint64_t Random::bits() {
    state_ += golden_gamma;
    return mix(state_);
}

float Random::uniform() {
    return static_cast<float>(bits() >> 40) * 0x1p-24f;
}

std::uint32_t Random::below(std::uint32_t bound) {
    std::uint64_t product = (bits() >> 32) * bound;
    if (static_cast<std::uint32_t>(product) < bound) {
        const std::uint32_t threshold = -bound % bound;
        while (static_cast<std::uint32_t>(product) < threshold) product = (bits() >> 32) * bound;
    }
    return static_cast<std::uint32_t>(product >> 32);
}

}  // namespace nanonas
