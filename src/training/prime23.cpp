// SPDX-License-Identifier: MIT
// Forward and backward of variant prime23: pixels or pooling -> BatchNorm -> convolution with bias -> ReLU.
#include <limits>

#include "kernels/pool_norm.h"
#include "training/batch_network.h"

namespace nanonas {

void BatchNetwork::forward_prime23(std::size_t i, PackActivations& pack, int worker) {
    const BatchStage& stage = stages_[i];
    StageActivations& a = pack.stages[i];
    begins(Work::norm);
    for (int c = 0; c < stage.shape.in_channels; ++c) {
        kernels::norm(a.x.planes, c, stage.affine[c], pack.samples, a.u.planes);
    }
    const float* bias = weights(stage.parameters.bias);
    for (int j = 0; j < stage.shape.out_channels * kernels::pack_size; ++j) {
        pack.bias[j] = j % kernels::pack_size < pack.samples ? bias[j / kernels::pack_size] : 0.0f;
    }
    begins(Work::convolution);
    const auto in = stage.convolution.prepare(a.u.planes, scratch(worker));
    for (const kernels::ChannelRange outputs : stage.convolution.output_groups()) {
        begins(Work::convolution);
        const kernels::Planes all_rows{a.y.planes.plane(outputs.first), outputs.size(), stage.shape.height,
                                       stage.shape.width};
        stage.convolution.forward_bias_relu(in, outputs, pack.bias.data(), 0, all_rows);
        begins(Work::norm);
        for (int c = outputs.first; c < outputs.end; ++c) {  // pooled while they are in the cache
            if (is_last(i)) {
                kernels::mean(a.y.planes, c, pack.features.data() + c * kernels::pack_size);
            } else {
                StageActivations& next = pack.stages[i + 1];
                next.forward_sums[c] = kernels::pool(a.y.planes, c, next.x.planes);
            }
        }
    }
}

void BatchNetwork::forward_prime23(Executor& executor, float momentum) {
    begins(Work::norm);
    executor.parallel_for(active_, [&](std::size_t p, int) {
        StageActivations& first = packs_[p].stages[0];
        for (int c = 0; c < first.x.planes.channels; ++c) {
            first.forward_sums[c] = kernels::channel_sums(first.x.planes, c);
        }
    });
    for (std::size_t i = 0; i < stages_.size(); ++i) {
        finish_norm(i, 0, stages_[i].shape.in_channels, momentum);
        executor.parallel_for(active_,
                             [&](std::size_t p, int worker) { forward_prime23(i, packs_[p], worker); });
    }
}

void BatchNetwork::backward_prime23(std::size_t i, PackActivations& pack, int worker) {
    const BatchStage& stage = stages_[i];
    StageActivations& a = pack.stages[i];
    float* bias_gradient = pack.parameter_gradient.data() + stage.parameters.bias.offset;
    for (const kernels::ChannelRange outputs : stage.convolution.weight_gradient_groups()) {
        begins(Work::norm_gradient);
        for (int c = outputs.first; c < outputs.end; ++c) {
            const double sum =
                is_last(i) ? kernels::mean_backward(a.y.planes, c,
                                                    pack.features_gradient.data() + c * kernels::pack_size)
                           : kernels::pool_norm_backward(a.y.planes, c, stages_[i + 1].norm_gradient[c],
                                                         pack.samples, pack.stages[i + 1].x.planes,
                                                         gradient_planes(i + 1, pack));
            bias_gradient[c] = static_cast<float>(sum);
        }
        kernel_gradient(i, i > 0 ? a.u.planes : a.x.planes, pack, outputs, worker);
    }
    if (i > 0) {
        convolve_gradient(i, pack, -std::numeric_limits<float>::infinity(), worker, a.backward_sums);
    } else {
        finish_pixels_prime23(pack, worker);
    }
}

// Nobody needs the gradient g of what the first convolution saw, u = affine(pixels), only the sums of g and g
// * pixels for BatchNorm. With the kernel's gradient for pixels in place of u (in the parameter gradient now)
// and for ones, both are sums over taps; the gradient for u follows from the same two.
void BatchNetwork::finish_pixels_prime23(PackActivations& pack, int worker) {
    const BatchStage& stage = stages_[0];
    const kernels::Planes& y = pack.stages[0].y.planes;
    const int in = stage.shape.in_channels, out = stage.shape.out_channels;
    float* for_pixels = pack.parameter_gradient.data() + stage.parameters.kernel.offset;
    std::vector<float> for_ones(static_cast<std::size_t>(out) * 9);
    for (const kernels::ChannelRange outputs : ones_convolution_->weight_gradient_groups()) {
        ones_convolution_->weight_gradient(ones_.planes, y, outputs, for_ones.data(), scratch(worker));
    }
    const float* kernel = weights(stage.parameters.kernel);
    for (int c = 0; c < in; ++c) {
        kernels::ChannelSums sums;
        for (int o = 0; o < out; ++o) {
            for (int tap = 0; tap < 9; ++tap) {
                const int at = (o * in + c) * 9 + tap;
                const float one = for_ones[static_cast<std::size_t>(o * 9 + tap)];
                sums.value += static_cast<double>(kernel[at]) * one;
                sums.product += static_cast<double>(kernel[at]) * for_pixels[at];
                for_pixels[at] = stage.affine[c].scale * for_pixels[at] + stage.affine[c].shift * one;
            }
        }
        pack.stages[0].backward_sums[c] = sums;
    }
}

void BatchNetwork::backward_prime23(Executor& executor) {
    for (std::size_t i = stages_.size(); i-- > 0;) {
        executor.parallel_for(active_,
                             [&](std::size_t p, int worker) { backward_prime23(i, packs_[p], worker); });
        finish_norm_gradient(i);
    }
}

}  // namespace nanonas
