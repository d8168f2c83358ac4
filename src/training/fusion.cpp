// SPDX-License-Identifier: MIT
#include "training/fusion.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "training/bias_relu.h"
#include "training/classifier_layer.h"
#include "training/norm_relu.h"
#include "training/picture_norm.h"

namespace nanonas {
namespace {

using enum LayerKind;

class Peephole {
  public:
    Peephole(std::span<const Layer> layers, const InputShape& input, const ParameterLayout& layout, Math math)
        : layers_(layers),
          input_(input),
          layout_(layout),
          precision_(math == Math::fast ? kernels::Precision::rounded : kernels::Precision::exact),
          shapes_(shapes(layers, input)),
          activation_of_(layers.size()) {}

    FusedLayers fuse() && {
        std::size_t at = 0;
        while (at < layers_.size()) at = fuse_from(at);
        return std::move(fused_);
    }

  private:
    // Layers that follow a convolution, and what they become together.
    struct Following {
        std::vector<LayerKind> kinds;
        std::unique_ptr<ChannelLayer> (Peephole::*make)(std::size_t first, const WrittenActivation& written);
    };

    static std::span<const Following> known_followings() {
        static const Following known[] = {
            {{batch_norm, relu, max_pool}, &Peephole::norm_relu<NormReluPool>},
            {{batch_norm, relu, global_average}, &Peephole::norm_relu<NormReluMean>},
            {{relu, max_pool, batch_norm}, &Peephole::relu_pool_norm},
            {{relu, max_pool}, &Peephole::relu_pool},
            {{relu, global_average}, &Peephole::relu_mean},
        };
        return known;
    }

    // Whether the layers from `first` on are of these kinds, and each is all that reads the one before.
    bool match(std::size_t first, std::span<const LayerKind> kinds) const {
        for (std::size_t i = 0; i < kinds.size(); ++i) {
            const std::size_t at = first + i;
            if (at >= layers_.size() || layers_[at].kind != kinds[i]) return false;
            if (at > 0 && only_reader(layers_, at - 1) != at) return false;
        }
        return true;
    }

    // Returns where to go on.
    std::size_t fuse_from(std::size_t at) {
        switch (layers_[at].kind) {
            case convolution:
                return fuse_convolution(at);
            case dense:
                return fuse_classifier(at);
            default:  // a BatchNorm of the pixels or a dropout, which the next layer takes in
                activation_of_[at] = activation(layers_[at].input);
                return at + 1;
        }
    }

    std::size_t fuse_convolution(std::size_t at) {
        const auto following = std::ranges::find_if(
            known_followings(), [&](const Following& f) { return match(at + 1, f.kinds); });
        const std::size_t end = at + 1 + following->kinds.size();
        const ConvolutionLayer::Options options{activation(layers_[at].input), layout_.layers[at],
                                                convolution_shape(at), precision_};
        auto layer =
            std::make_unique<ConvolutionLayer>(options, (this->*following->make)(at + 1, write(end - 1)));
        if (const int norm = layers_[at].input; options.input == 0 && norm != Layer::picture) {
            fused_.layers.push_back(
                std::make_unique<PictureNorm>(moments(static_cast<std::size_t>(norm)), *layer));
        }
        fused_.layers.push_back(std::move(layer));
        return end;
    }

    std::size_t fuse_classifier(std::size_t at) {
        std::size_t from = static_cast<std::size_t>(layers_[at].input);
        const bool drops = layers_[from].kind == dropout;
        if (drops) from = static_cast<std::size_t>(layers_[from].input);
        const TensorShape averaged = input_shape(layers_[from], shapes_, input_);
        fused_.layers.push_back(std::make_unique<ClassifierLayer>(
            ClassifierLayer::Options{activation_of_[from],
                                     layout_.layers[at],
                                     {shapes_[from].channels, layers_[at].channels},
                                     averaged.pixels(),
                                     drops}));
        return at + 1;
    }

    template <typename Layer>
    std::unique_ptr<ChannelLayer> norm_relu(std::size_t first, const WrittenActivation& written) {
        return std::make_unique<Layer>(moments(first), written);
    }
    std::unique_ptr<ChannelLayer> relu_pool_norm(std::size_t first, const WrittenActivation& written) {
        return std::make_unique<ReluPool>(written, moments(first + 2));
    }
    std::unique_ptr<ChannelLayer> relu_pool(std::size_t, const WrittenActivation& written) {
        return std::make_unique<ReluPool>(written, std::nullopt);
    }
    std::unique_ptr<ChannelLayer> relu_mean(std::size_t, const WrittenActivation& written) {
        return std::make_unique<ReluMean>(written);
    }

    BatchMoments moments(std::size_t norm) const {
        return {norm, layout_.layers[norm], shapes_[norm].pixels()};
    }
    kernels::ConvolutionShape convolution_shape(std::size_t at) const {
        const TensorShape in = input_shape(layers_[at], shapes_, input_);
        return {in.channels, shapes_[at].channels, in.height, in.width};
    }
    std::size_t activation(int layer) const {
        return layer == Layer::picture ? 0 : activation_of_[static_cast<std::size_t>(layer)];
    }
    WrittenActivation write(std::size_t layer) {
        activation_of_[layer] = fused_.activations++;
        fused_.gradient_floats =
            std::max(fused_.gradient_floats, shapes_[layer].values() * kernels::pack_size);
        return {activation_of_[layer], shapes_[layer]};
    }

    std::span<const Layer> layers_;
    const InputShape& input_;
    const ParameterLayout& layout_;
    kernels::Precision precision_;
    std::vector<TensorShape> shapes_;
    std::vector<std::size_t> activation_of_;  // of the layers that write one
    FusedLayers fused_;
};

}  // namespace

FusedLayers fuse(std::span<const Layer> layers, const InputShape& input, const ParameterLayout& layout,
                 Math math) {
    return Peephole(layers, input, layout, math).fuse();
}

}  // namespace nanonas
