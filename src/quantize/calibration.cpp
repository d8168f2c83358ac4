// SPDX-License-Identifier: MIT
#include "quantize/calibration.h"

#include <algorithm>
#include <limits>

#include "base/out_of_memory.h"
#include "nanonas/reference_network.h"

namespace nanonas {
namespace {

class RangeObserver : public LayerObserver {
  public:
    RangeObserver(std::size_t layers, std::span<const OperatorOrigin> operators)
        : ranges(layers), wanted_(layers) {
        for (const OperatorOrigin& origin : operators) {
            if (origin.output >= 0) wanted_[static_cast<std::size_t>(origin.output)] = true;
        }
    }
    void scaled(std::size_t layer, std::span<const float> values) override {
        ranges[layer].scaled.include(values);
    }
    void wrote(std::size_t layer, std::span<const float> values) override {
        if (wanted_[layer]) ranges[layer].written.include(values);
    }

    std::vector<LayerRanges> ranges;

  private:
    std::vector<bool> wanted_;
};

// Of the largest layer's input and output.
std::uint64_t most_bytes(const FoldedNetwork& network) {
    const std::vector<TensorShape> outputs = shapes(network.layers, network.input);
    std::int64_t most = 0;
    for (std::size_t i = 0; i < outputs.size(); ++i) {
        const TensorShape in = input_shape(network.layers[i], outputs, network.input);
        most = std::max(most, in.values() + outputs[i].values());
    }
    return static_cast<std::uint64_t>(most) * sizeof(float);
}

}  // namespace

void Range::include(std::span<const float> values) {
    for (float value : values) {
        lowest = std::min(lowest, value);
        highest = std::isnan(value) ? std::numeric_limits<float>::infinity() : std::max(highest, value);
    }
}

Result<std::vector<LayerRanges>> calibrate(const FoldedNetwork& network,
                                           std::span<const OperatorOrigin> operators,
                                           const PictureSource& source,
                                           std::span<const std::uint32_t> pictures) {
    if (source.shape() != network.input) {
        return failure("Pictures of {} can't calibrate a network for {}; resize them to its input.",
                       to_string(source.shape()), to_string(network.input));
    }
    if (pictures.empty()) return failure("Quantisation needs at least one picture to calibrate with.");
    NANONAS_TRY_VOID(memory_for(most_bytes(network)));
    const ReferenceNetwork reference(network);
    RangeObserver observer(network.layers.size(), operators);
    std::vector<std::uint8_t> pixels(static_cast<std::size_t>(network.input.bytes()));
    for (std::uint32_t picture : pictures) {
        NANONAS_TRY_VOID(source.read(picture, pixels));
        reference.run(pixels, &observer);
    }
    const bool finite = std::ranges::all_of(observer.ranges, [](const LayerRanges& layer) {
        return layer.scaled.finite() && layer.written.finite();
    });
    if (!finite) {
        return failure(
            "The network can't be quantised: its activations are not finite numbers; train it again.");
    }
    return std::move(observer.ranges);
}

}  // namespace nanonas
