// SPDX-License-Identifier: MIT
#include <utility>

#include "dataset/interpolation.h"
#include "dataset/resize.h"

namespace nanonas {
namespace {

// The same for each value of a row whose pixels have several.
std::vector<Between> of_each_channel(const std::vector<Between>& columns, int channels) {
    std::vector<Between> result;
    result.reserve(columns.size() * static_cast<std::size_t>(channels));
    for (const Between& column : columns) {
        for (int c = 0; c < channels; ++c) {
            result.push_back({column.lower * channels + c, column.upper * channels + c, column.weight});
        }
    }
    return result;
}

class BilinearResizer final : public RowResizer {
  public:
    BilinearResizer(const PictureSize& from, const InputShape& shape)
        : RowResizer(shape),
          columns_(of_each_channel(interpolation(shape.width, from.width), shape.channels)),
          rows_(interpolation(shape.height, from.height)) {
        for (auto& row : kept_) row.resize(columns_.size());
    }

    void push(const std::uint8_t* row) override {
        if (next_ < rows_.size() && (row_ == rows_[next_].lower || row_ == rows_[next_].upper)) {
            interpolate_columns(row, kept_[row_ % 2].data());
            while (next_ < rows_.size() && rows_[next_].upper <= row_) finish_row();
        }
        ++row_;
    }

  private:
    void interpolate_columns(const std::uint8_t* row, float* out) const {
        for (const Between& column : columns_) {
            const auto left = static_cast<float>(row[column.lower]);
            const auto right = static_cast<float>(row[column.upper]);
            *out++ = left + (right - left) * column.weight;
        }
    }

    void finish_row() {
        const float weight = rows_[next_].weight;
        const float* top = kept_[rows_[next_].lower % 2].data();
        const float* bottom = kept_[rows_[next_].upper % 2].data();
        const std::size_t size = kept_[0].size();
        std::uint8_t* out = output_.data() + next_ * size;
        for (std::size_t i = 0; i < size; ++i) out[i] = round_to_u8(top[i] + (bottom[i] - top[i]) * weight);
        ++next_;
    }

    std::vector<Between> columns_;  // of each value of an output row
    std::vector<Between> rows_;
    std::vector<float> kept_[2];  // the last two rows that an output row asked for, by parity
    std::int64_t row_ = 0;        // of the input, the next to come
    std::size_t next_ = 0;        // of the output, the next to finish
};

}  // namespace

std::unique_ptr<RowResizer> make_bilinear_resizer(const PictureSize& from, const InputShape& shape) {
    return std::make_unique<BilinearResizer>(from, shape);
}

std::unique_ptr<RowResizer> make_resizer(Resize method, const PictureSize& from, const InputShape& shape) {
    return method == Resize::tensorflow ? make_bilinear_resizer(from, shape)
                                        : make_antialiased_resizer(from, shape);
}

}  // namespace nanonas
