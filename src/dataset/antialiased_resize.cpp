// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>

#include "dataset/resize.h"

namespace nanonas {
namespace {

// The input pixels under the kernel of each output pixel and their weights.
struct Spans {
    struct Span {
        std::int64_t begin = 0, end = 0;
        std::size_t first_weight = 0;
    };
    std::vector<Span> spans;
    std::vector<float> weights;
    std::int64_t longest = 0;
};

Spans triangle_spans(int out_size, std::int64_t in_size) {
    const float scale = static_cast<float>(out_size) / static_cast<float>(in_size);
    const float inverse = 1.0f / scale;
    const float kernel_scale = std::max(inverse, 1.0f);
    const float inverse_kernel_scale = 1.0f / kernel_scale;
    Spans result;
    for (int x = 0; x < out_size; ++x) {
        const float centre = (static_cast<float>(x) + 0.5f) * inverse;
        const auto begin = static_cast<std::int64_t>(std::ceil(centre - kernel_scale - 0.5f));
        const auto last = static_cast<std::int64_t>(std::floor(centre + kernel_scale - 0.5f));
        Spans::Span span;
        span.begin = std::clamp<std::int64_t>(begin, 0, in_size - 1);
        span.end = std::clamp<std::int64_t>(last, 0, in_size - 1) + 1;
        span.first_weight = result.weights.size();
        float sum = 0;
        for (std::int64_t i = span.begin; i < span.end; ++i) {
            const float distance = std::abs((static_cast<float>(i) + 0.5f - centre) * inverse_kernel_scale);
            const float weight = distance < 1.0f ? 1.0f - distance : 0.0f;
            sum += weight;
            result.weights.push_back(weight);
        }
        const float inverse_sum = 1.0f / sum;
        for (std::size_t i = span.first_weight; i < result.weights.size(); ++i) {
            result.weights[i] *= inverse_sum;
        }
        result.longest = std::max(result.longest, span.end - span.begin);
        result.spans.push_back(span);
    }
    return result;
}

class AntialiasedResizer final : public RowResizer {
  public:
    AntialiasedResizer(const PictureSize& from, const InputShape& shape)
        : RowResizer(shape),
          channels_(static_cast<std::size_t>(shape.channels)),
          row_bytes_(static_cast<std::size_t>(from.width) * channels_),
          columns_(triangle_spans(shape.width, from.width)),
          rows_(triangle_spans(shape.height, from.height)),
          kept_(static_cast<std::size_t>(rows_.longest) * row_bytes_),
          sum_(row_bytes_) {}

    void push(const std::uint8_t* row) override {
        if (next_ == rows_.spans.size()) return;
        std::copy_n(row, row_bytes_, kept_row(row_));
        ++row_;
        while (next_ < rows_.spans.size() && rows_.spans[next_].end <= row_) {
            sum_rows();
            sum_columns();
            ++next_;
        }
    }

  private:
    std::uint8_t* kept_row(std::int64_t row) {
        return kept_.data() + static_cast<std::size_t>(row % rows_.longest) * row_bytes_;
    }

    void sum_rows() {
        const Spans::Span& span = rows_.spans[next_];
        const float* weight = rows_.weights.data() + span.first_weight;
        std::fill(sum_.begin(), sum_.end(), 0.0f);
        for (std::int64_t row = span.begin; row < span.end; ++row, ++weight) {
            const std::uint8_t* values = kept_row(row);
            for (std::size_t i = 0; i < row_bytes_; ++i) sum_[i] += *weight * static_cast<float>(values[i]);
        }
    }

    void sum_columns() {
        std::uint8_t* out = output_.data() + next_ * columns_.spans.size() * channels_;
        for (const Spans::Span& span : columns_.spans) {
            for (std::size_t c = 0; c < channels_; ++c) {
                const float* weight = columns_.weights.data() + span.first_weight;
                const float* value = sum_.data() + static_cast<std::size_t>(span.begin) * channels_ + c;
                float sum = 0;
                for (std::int64_t i = span.begin; i < span.end; ++i, ++weight, value += channels_) {
                    sum += *weight * *value;
                }
                *out++ = round_to_u8(std::min(sum, 255.0f));
            }
        }
    }

    std::size_t channels_, row_bytes_;
    Spans columns_, rows_;
    std::vector<std::uint8_t> kept_;  // the last rows, a ring
    std::vector<float> sum_;          // one output row before its columns are summed
    std::int64_t row_ = 0;            // rows taken
    std::size_t next_ = 0;            // of the output, the next to finish
};

}  // namespace

std::unique_ptr<RowResizer> make_antialiased_resizer(const PictureSize& from, const InputShape& shape) {
    return std::make_unique<AntialiasedResizer>(from, shape);
}

}  // namespace nanonas
