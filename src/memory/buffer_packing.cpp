// SPDX-License-Identifier: MIT
#include "memory/buffer_packing.h"

#include <algorithm>
#include <numeric>

namespace nanonas {
namespace {

constexpr std::int64_t alignment = 4;

std::int64_t aligned(std::int64_t bytes) {
    return (bytes + alignment - 1) / alignment * alignment;
}

enum class Relation : std::uint8_t { apart, together, same_place };

class Packer {
  public:
    Packer(const std::vector<Buffer>& buffers, const std::vector<InPlace>& in_place)
        : buffers_(buffers),
          relations_(buffers.size(), std::vector<Relation>(buffers.size(), Relation::apart)) {
        for (std::size_t a = 0; a < buffers.size(); ++a) {
            for (std::size_t b = 0; b < a; ++b) {
                if (buffers[a].lives->meets(*buffers[b].lives)) set(a, b, Relation::together);
            }
        }
        for (const InPlace& pair : in_place) {
            const auto from = static_cast<std::size_t>(pair.from), to = static_cast<std::size_t>(pair.to);
            if (relations_[from][to] == Relation::together &&
                buffers[from].lives->meets_only_in(*buffers[to].lives, *pair.steps)) {
                set(from, to, Relation::same_place);
            }
        }
    }

    // In this order, each in the lowest place that is free while it lives.
    Packing pack(const std::vector<std::size_t>& order) const {
        Packing packing{std::vector<std::int64_t>(buffers_.size(), -1), 0};
        for (const std::size_t buffer : order) {
            const std::int64_t offset = lowest_place(buffer, packing.offsets);
            packing.offsets[buffer] = offset;
            packing.bytes = std::max(packing.bytes, offset + aligned(buffers_[buffer].bytes));
        }
        return packing;
    }

    std::vector<std::size_t> by_size() const {
        std::vector<std::size_t> order(buffers_.size());
        std::iota(order.begin(), order.end(), 0u);
        std::ranges::stable_sort(
            order, [&](std::size_t a, std::size_t b) { return buffers_[a].bytes > buffers_[b].bytes; });
        return order;
    }

    // Those that live together with the most bytes first.
    std::vector<std::size_t> by_company() const {
        std::vector<std::int64_t> company(buffers_.size());
        for (std::size_t a = 0; a < buffers_.size(); ++a) {
            company[a] = buffers_[a].bytes;
            for (std::size_t b = 0; b < buffers_.size(); ++b) {
                if (relations_[a][b] == Relation::together) company[a] += buffers_[b].bytes;
            }
        }
        std::vector<std::size_t> order = by_size();
        std::ranges::stable_sort(order,
                                 [&](std::size_t a, std::size_t b) { return company[a] > company[b]; });
        return order;
    }

  private:
    void set(std::size_t a, std::size_t b, Relation relation) {
        relations_[a][b] = relations_[b][a] = relation;
    }

    bool free_at(std::size_t buffer, std::int64_t offset, const std::vector<std::int64_t>& offsets) const {
        const std::int64_t end = offset + aligned(buffers_[buffer].bytes);
        for (std::size_t other = 0; other < buffers_.size(); ++other) {
            if (offsets[other] < 0 || relations_[buffer][other] == Relation::apart) continue;
            if (relations_[buffer][other] == Relation::same_place && offsets[other] == offset) continue;
            if (offset < offsets[other] + aligned(buffers_[other].bytes) && offsets[other] < end)
                return false;
        }
        return true;
    }

    std::int64_t lowest_place(std::size_t buffer, const std::vector<std::int64_t>& offsets) const {
        std::vector<std::int64_t> places{0};
        for (std::size_t other = 0; other < buffers_.size(); ++other) {
            if (offsets[other] < 0 || relations_[buffer][other] == Relation::apart) continue;
            places.push_back(offsets[other] + aligned(buffers_[other].bytes));
            if (relations_[buffer][other] == Relation::same_place) places.push_back(offsets[other]);
        }
        std::ranges::sort(places);
        return *std::ranges::find_if(places,
                                     [&](std::int64_t place) { return free_at(buffer, place, offsets); });
    }

    const std::vector<Buffer>& buffers_;
    std::vector<std::vector<Relation>> relations_;
};

}  // namespace

Packing pack_buffers(const std::vector<Buffer>& buffers, const std::vector<InPlace>& in_place) {
    const Packer packer(buffers, in_place);
    const Packing a = packer.pack(packer.by_size()), b = packer.pack(packer.by_company());
    return b.bytes < a.bytes ? b : a;
}

}  // namespace nanonas
