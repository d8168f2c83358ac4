// SPDX-License-Identifier: MIT
#include "survey/picture_hash.h"

#include <xxhash.h>

#include <algorithm>
#include <bit>

namespace nanonas {

struct HashSink::State {
    XXH3_state_t* hash = XXH3_createState();
    ~State() { XXH3_freeState(hash); }
};

int differing_bits(const PerceptualHash& a, const PerceptualHash& b) {
    return std::popcount(a.across ^ b.across) + std::popcount(a.down ^ b.down);
}

HashSink::HashSink() : state_(new State) {}
HashSink::~HashSink() {
    delete state_;
}

void HashSink::begin(const PictureSize& size) {
    size_ = size;
    XXH3_128bits_reset(state_->hash);
    XXH3_128bits_update(state_->hash, &size_.height, sizeof size_.height);
    XXH3_128bits_update(state_->hash, &size_.width, sizeof size_.width);
    field_of_column_.resize(static_cast<std::size_t>(size.width));
    for (std::int64_t x = 0; x < size.width; ++x) {
        field_of_column_[static_cast<std::size_t>(x)] = static_cast<std::uint8_t>(x * fields / size.width);
    }
}

void HashSink::row(const std::uint8_t* rgb) {
    constexpr int most_noise = 8;  // between the channels of a grey pixel
    XXH3_128bits_update(state_->hash, rgb, static_cast<std::size_t>(size_.width) * 3);
    const auto field = static_cast<std::size_t>(row_++ * fields / size_.height);
    auto& sums = sums_[field];
    auto& counts = counts_[field];
    bool coloured = false;
    for (std::size_t x = 0; x < field_of_column_.size(); ++x, rgb += 3) {
        const int r = rgb[0], g = rgb[1], b = rgb[2];
        coloured |= std::max({r, g, b}) - std::min({r, g, b}) > most_noise;
        sums[field_of_column_[x]] += static_cast<std::uint64_t>(299 * r + 587 * g + 114 * b);
        ++counts[field_of_column_[x]];
    }
    coloured_ = coloured_ || coloured;
}

PixelHash HashSink::pixel_hash() const {
    const XXH128_hash_t hash = XXH3_128bits_digest(state_->hash);
    return {hash.high64, hash.low64};
}

PerceptualHash HashSink::perceptual_hash() const {
    // A field of a picture with fewer than 9 pixels a side may be empty: it is as dark as can be.
    const auto brightness = [&](std::size_t y, std::size_t x) {
        return counts_[y][x] == 0 ? 0.0
                                  : static_cast<double>(sums_[y][x]) / static_cast<double>(counts_[y][x]);
    };
    PerceptualHash hash;
    for (std::size_t i = 0; i < 8; ++i) {
        for (std::size_t j = 0; j < 8; ++j) {
            hash.across = hash.across << 1 | std::uint64_t{brightness(i, j + 1) > brightness(i, j)};
            hash.down = hash.down << 1 | std::uint64_t{brightness(j + 1, i) > brightness(j, i)};
        }
    }
    return hash;
}

}  // namespace nanonas
