// SPDX-License-Identifier: MIT
#include "survey/near_duplicates.h"

#include <algorithm>
#include <numeric>

namespace nanonas {
namespace {

std::uint32_t band_of(const PerceptualHash& hash, int band, int width) {
    const int bands_a_half = 64 / width;
    const std::uint64_t half = band < bands_a_half ? hash.across : hash.down;
    return static_cast<std::uint32_t>(half >> (band % bands_a_half * width) & ((1u << width) - 1));
}

}  // namespace

std::vector<std::pair<std::uint32_t, std::uint32_t>> near_pairs(std::span<const PerceptualHash> hashes,
                                                                int bits) {
    std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs;
    std::vector<std::uint32_t> order(hashes.size());
    std::iota(order.begin(), order.end(), 0u);
    std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
        return hashes[a] != hashes[b] ? hashes[a] < hashes[b] : a < b;
    });
    std::vector<std::uint32_t> different;  // the first of each hash
    for (const std::uint32_t i : order) {
        if (!different.empty() && hashes[different.back()] == hashes[i]) {
            pairs.emplace_back(different.back(), i);
        } else {
            different.push_back(i);
        }
    }
    const int width = bits <= 7 ? 16 : 8, bands = 128 / width;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> buckets(different.size());  // band's value, index
    for (int band = 0; bits > 0 && band < bands; ++band) {
        for (std::size_t i = 0; i < different.size(); ++i) {
            buckets[i] = {band_of(hashes[different[i]], band, width), different[i]};
        }
        std::sort(buckets.begin(), buckets.end());
        for (std::size_t first = 0; first < buckets.size(); ++first) {
            const PerceptualHash& a = hashes[buckets[first].second];
            for (std::size_t second = first + 1;
                 second < buckets.size() && buckets[second].first == buckets[first].first; ++second) {
                if (differing_bits(a, hashes[buckets[second].second]) > bits) continue;
                pairs.emplace_back(buckets[first].second, buckets[second].second);
            }
        }
    }
    std::sort(pairs.begin(), pairs.end());
    pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
    return pairs;
}

}  // namespace nanonas
