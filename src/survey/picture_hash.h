// SPDX-License-Identifier: MIT
// Two hashes of a picture from one pass over its rows: of every pixel, and of what it looks like.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "pictures/decoder.h"

namespace nanonas {

// Difference hashes (dHash), across and down: the picture's grey is averaged over 9x9 fields, and each bit
// says whether a field is brighter than the one before it (rows 0 to 7 across, columns 0 to 7 down). Scaling,
// recompression and changes of brightness turn few of the bits.
struct PerceptualHash {
    std::uint64_t across = 0, down = 0;
    bool operator==(const PerceptualHash&) const = default;
    auto operator<=>(const PerceptualHash&) const = default;
};
int differing_bits(const PerceptualHash& a, const PerceptualHash& b);

struct PixelHash {
    std::uint64_t high = 0, low = 0;
    bool operator==(const PixelHash&) const = default;
    auto operator<=>(const PixelHash&) const = default;
};

// Takes the rows of an rgb picture.
class HashSink final : public RowSink {
  public:
    HashSink();
    ~HashSink() override;
    HashSink(const HashSink&) = delete;
    HashSink& operator=(const HashSink&) = delete;

    void begin(const PictureSize& size) override;
    void row(const std::uint8_t* rgb) override;

    const PictureSize& size() const { return size_; }
    PixelHash pixel_hash() const;
    PerceptualHash perceptual_hash() const;
    bool grey() const { return !coloured_; }  // but for the noise that jpeg makes of grey

  private:
    static constexpr std::int64_t fields = 9;
    PictureSize size_;
    std::int64_t row_ = 0;
    bool coloured_ = false;
    std::vector<std::uint8_t> field_of_column_;
    std::array<std::array<std::uint64_t, fields>, fields> sums_{};  // [row][column] of brightness
    std::array<std::array<std::uint64_t, fields>, fields> counts_{};
    struct State;
    State* state_;
};

}  // namespace nanonas
