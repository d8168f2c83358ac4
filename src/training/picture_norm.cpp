// SPDX-License-Identifier: MIT
#include "training/picture_norm.h"

#include <algorithm>
#include <utility>

#include "kernels/pool_norm.h"

namespace nanonas {
namespace {

kernels::ConvolutionShape of_one_channel(kernels::ConvolutionShape shape) {
    shape.in_channels = 1;
    return shape;
}

}  // namespace

PictureNorm::PictureNorm(BatchMoments moments, const ConvolutionLayer& reader)
    : moments_(std::move(moments)),
      reader_(reader),
      ones_(1, reader.shape().height, reader.shape().width),
      ones_plan_(of_one_channel(reader.shape()), {.weight_gradient = true}) {
    std::fill_n(ones_.buffer.data(), ones_.buffer.size(), 1.0f);
}

void PictureNorm::add_pack(TrainingPack& pack) {
    moments_.add_pack();
    const kernels::Planes& pixels = pack.pixels();
    pack.activations.front().normalised = kernels::OwnedPlanes(pixels.channels, pixels.height, pixels.width);
}

void PictureNorm::forward(const Batch& batch, TrainingPack& pack, kernels::ConvolutionScratch&) {
    batch.begins(Work::norm);
    for (int c = 0; c < moments_.channels(); ++c)
        moments_.sums(pack)[c] = kernels::channel_sums(pack.pixels(), c);
}

void PictureNorm::complete(const Batch& batch, TrainingPack& pack) {
    batch.begins(Work::norm);
    for (int c = 0; c < moments_.channels(); ++c) {
        kernels::norm(pack.pixels(), c, moments_.affine(c), pack.samples,
                      pack.activations.front().normalised.planes);
    }
}

// Nobody needs the gradient g of what the convolution saw, u = affine(pixels), only the sums of g and g *
// pixels. With the kernel's gradients for pixels in place of u (in the parameter gradient now) and for ones,
// both are sums over taps; the gradient for u follows from the same two.
void PictureNorm::sum_gradient(const Batch& batch, TrainingPack& pack, kernels::ConvolutionScratch& scratch) {
    const int in = reader_.shape().in_channels, out = reader_.shape().out_channels;
    float* for_pixels = pack.parameter_gradient.data() + reader_.kernel().offset;
    std::vector<float> for_ones(static_cast<std::size_t>(out) * 9);
    for (const kernels::ChannelRange outputs : ones_plan_.weight_gradient_groups()) {
        ones_plan_.weight_gradient(ones_.planes, reader_.output_gradient(pack), outputs, for_ones.data(),
                                   scratch);
    }
    const float* kernel = batch.parameters + reader_.kernel().offset;
    for (int c = 0; c < in; ++c) {
        const kernels::Affine affine = moments_.affine(c);
        kernels::ChannelSums sums;
        for (int o = 0; o < out; ++o) {
            for (int tap = 0; tap < 9; ++tap) {
                const int at = (o * in + c) * 9 + tap;
                const float one = for_ones[static_cast<std::size_t>(o * 9 + tap)];
                sums.value += static_cast<double>(kernel[at]) * one;
                sums.product += static_cast<double>(kernel[at]) * for_pixels[at];
                for_pixels[at] = affine.scale * for_pixels[at] + affine.shift * one;
            }
        }
        moments_.gradient_sums(pack)[c] = sums;
    }
}

}  // namespace nanonas
